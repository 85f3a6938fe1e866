import type { OptionsOfPart } from '@uno-ts/types'

/**
 * What `configFrom` and `configFromEnv` know of this package. Each group is the options of what it is named after; what
 * is not set has the default told there.
 */
export const cqrsConfiguration = {
  name: 'cqrs',
  settings: {
    retry: {
      kind: 'group',
      settings: {
        maxAttempts: { kind: 'integer', summary: 'How often a command is run after conflicts.', minimum: 1 },
        baseDelayMs: { kind: 'number', summary: 'The longest first wait between two runs.', minimum: 0 },
        maxDelayMs: { kind: 'number', summary: 'The longest wait between two runs.', minimum: 0 },
      },
    },
    throttle: {
      kind: 'group',
      settings: {
        everyType: {
          kind: 'group',
          settings: {
            perSecond: {
              kind: 'number',
              summary: 'How many a second of each type, in the long run.',
              minimum: 0.001,
              required: true,
            },
            burst: {
              kind: 'number',
              summary: 'How many of each type at once after a quiet time.',
              minimum: 1,
            },
          },
        },
        everyTenant: {
          kind: 'group',
          settings: {
            perSecond: {
              kind: 'number',
              summary: 'How many a second of each tenant, in the long run.',
              minimum: 0.001,
              required: true,
            },
            burst: {
              kind: 'number',
              summary: 'How many of each tenant at once after a quiet time.',
              minimum: 1,
            },
          },
        },
        maxQueued: { kind: 'integer', summary: 'How many messages may wait for one limit.', minimum: 0 },
        maxWaitMs: { kind: 'number', summary: 'How long a message may wait.', minimum: 0 },
      },
    },
    priority: {
      kind: 'group',
      settings: {
        concurrency: { kind: 'integer', summary: 'How many commands run at a time.', minimum: 1 },
        maxQueued: { kind: 'integer', summary: 'How many commands may wait.', minimum: 0 },
        ageingMs: { kind: 'number', summary: 'After how long waiting makes more urgent.', minimum: 0 },
      },
    },
    parallel: {
      kind: 'group',
      settings: {
        concurrency: { kind: 'integer', summary: 'How many messages of a list run at a time.', minimum: 1 },
      },
    },
    messageTimeoutMs: { kind: 'integer', summary: 'How long a caller waits: the deadline.', minimum: 1 },
    drainTimeoutMs: { kind: 'integer', summary: 'How long a shutdown waits for what runs.', minimum: 0 },
  },
} as const

/** The settings of this package, checked. */
export type CQRSIntegrationConfig = OptionsOfPart<typeof cqrsConfiguration>
