import type { OptionsOfPart } from '@uno-ts/types'

/**
 * What read models can be told, for `configFrom` and `configFromEnv`: options of the repositories, and in groups those of
 * `MemoryCache`, `RedisCacheRepository` and `RedisSignalBus`. What is not set has the default told there.
 */
export const readModelConfiguration = {
  name: 'readModel',
  settings: {
    schema: { kind: 'text', summary: 'The database schema that holds the tables.' },
    tenant: { kind: 'text', summary: 'Whose rows they are when nobody says.' },
    maxStalenessMs: { kind: 'integer', summary: 'How old an answer from a cache may be.', minimum: 0 },
    memoryCache: {
      kind: 'group',
      settings: {
        maxEntries: { kind: 'integer', summary: 'How many values are kept in the process.', minimum: 1 },
        maxBytes: { kind: 'integer', summary: 'How many bytes they take, by estimate.', minimum: 1 },
      },
    },
    redisCache: {
      kind: 'group',
      settings: {
        prefix: { kind: 'text', summary: 'Leads every key, so that applications may share a server.' },
        timeoutMs: { kind: 'integer', summary: 'How long a cached value is waited for.', minimum: 1 },
        restMs: { kind: 'integer', summary: 'How long Redis is left alone after that.', minimum: 0 },
        leaseMs: { kind: 'integer', summary: 'How long a reader may take to fill the cache.', minimum: 1 },
        tombstoneMs: { kind: 'integer', summary: 'How long the position of a change is kept.', minimum: 1 },
      },
    },
    redisSignals: {
      kind: 'group',
      settings: {
        prefix: { kind: 'text', summary: 'Leads every channel, so that applications may share a server.' },
        timeoutMs: { kind: 'integer', summary: 'How long Redis is waited for.', minimum: 1 },
      },
    },
  },
} as const

/** The settings of read models, checked. */
export type ReadModelIntegrationConfig = OptionsOfPart<typeof readModelConfiguration>
