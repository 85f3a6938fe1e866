import type { OptionsOfPart } from '@uno-ts/types'

/**
 * What searches can be told, for `configFrom` and `configFromEnv`: plain options of `FullTextSearch`. What is not set has
 * the default told there.
 */
export const searchConfiguration = {
  name: 'search',
  settings: {
    schema: { kind: 'text', summary: 'The database schema that holds the tables.' },
    tenant: { kind: 'text', summary: 'Whose rows are searched when nobody says.' },
    facetLimit: { kind: 'integer', summary: 'How many values a facet counts at most.', minimum: 1 },
  },
} as const

/** The settings of searches, checked. */
export type SearchIntegrationConfig = OptionsOfPart<typeof searchConfiguration>
