import type { OptionsOfPart } from '@uno-ts/types'

/**
 * What projections can be told, for `configFrom` and `configFromEnv`: plain options of `ProjectionRunner`. What is not
 * set has the default told there.
 */
export const projectionConfiguration = {
  name: 'projections',
  settings: {
    schema: { kind: 'text', summary: 'The database schema that holds checkpoints.' },
    tenant: { kind: 'text', summary: 'Whose events are read.' },
    batchSize: { kind: 'integer', summary: 'Events a transaction at first.', minimum: 1 },
    maxBatchSize: { kind: 'integer', summary: 'Events a transaction at most.', minimum: 1 },
    pageSize: { kind: 'integer', summary: 'Events that are fetched at once.', minimum: 1 },
    bufferedEvents: { kind: 'integer', summary: 'Events kept for slower projections.', minimum: 1 },
    checkpointIntervalMs: {
      kind: 'integer',
      summary: 'How often a checkpoint is written while no event concerns its projection.',
      minimum: 1,
    },
  },
} as const

/** The settings of projections, checked. */
export type ProjectionIntegrationConfig = OptionsOfPart<typeof projectionConfiguration>
