import type { OptionsOfPart } from '@uno-ts/types'

/** What an application is told of its Redis, for the client it makes and hands to caches and signals. */
export const redisConfiguration = {
  name: 'redis',
  settings: {
    url: {
      kind: 'text',
      summary: 'Where Redis is, with user and password.',
      pattern: '^rediss?://',
      expected: 'a URL like redis://user:password@host:6379',
      secret: true,
      variable: 'REDIS_URL',
    },
  },
} as const

/** The settings of Redis, checked. */
export type RedisConfig = OptionsOfPart<typeof redisConfiguration>
