import type { OptionsOfPart } from '@uno-ts/types'

/**
 * What the event store can be told, for `configFrom` and `configFromEnv`: plain options of `PostgresEventStore` and
 * `PostgresUnitOfWorkFactory`. What is not set has the default told there.
 */
export const eventStoreConfiguration = {
  name: 'eventStore',
  settings: {
    schema: { kind: 'text', summary: 'The database schema that holds its tables.' },
    tenant: { kind: 'text', summary: 'Whose data it is when nobody says.' },
    groupLanes: {
      kind: 'integer',
      summary: 'How many appends may be at the database before others share a transaction.',
      minimum: 1,
    },
    pollIntervalMs: {
      kind: 'integer',
      summary: 'How long subscriptions sleep at most when no signal comes.',
      minimum: 1,
    },
    prepare: { kind: 'flag', summary: 'Whether statements are prepared; not behind a pooler.' },
    horizonWarningMs: {
      kind: 'integer',
      summary: 'How long appends may hold readers back before the log names them.',
      minimum: 1,
    },
    appendTimeoutMs: {
      kind: 'integer',
      summary: 'How long a unit of work may take from its first lock to its commit.',
      minimum: 1,
    },
  },
} as const

/** The settings of the event store, checked. */
export type EventStoreIntegrationConfig = OptionsOfPart<typeof eventStoreConfiguration>
