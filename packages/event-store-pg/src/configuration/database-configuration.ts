import type { OptionsOfPart } from '@uno-ts/types'

/** What an application is told of its PostgreSQL, for the pool it makes and hands to everything that needs one. */
export const databaseConfiguration = {
  name: 'database',
  settings: {
    url: {
      kind: 'text',
      summary: 'Where the database is, with user and password.',
      pattern: '^postgres(ql)?://',
      expected: 'a URL like postgres://user:password@host:5432/database',
      secret: true,
      variable: 'DATABASE_URL',
    },
    poolSize: { kind: 'integer', summary: 'How many connections the pool opens at most.', minimum: 1 },
    connectionTimeoutMs: {
      kind: 'integer',
      summary: 'How long a free connection is waited for; 0 waits for ever.',
      minimum: 0,
    },
    idleTimeoutMs: {
      kind: 'integer',
      summary: 'After how long a connection that nobody uses is closed; 0 keeps it.',
      minimum: 0,
    },
  },
} as const

/** The settings of the database, checked. */
export type DatabaseConfig = OptionsOfPart<typeof databaseConfiguration>
