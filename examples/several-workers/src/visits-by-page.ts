import { defineTally, type Tally } from '@uno-ts/projections'
import type { Event } from '@uno-ts/types'

export type PageVisited = Event<'PageVisited', { readonly page: string }>

/** Counts visits. Its streams are divided into six slices, each of which one worker holds at a time. */
export const visitsByPage: Tally<PageVisited> = defineTally({
  name: 'visits-by-page',
  version: 1,
  slices: 6,
  table: { name: 'visits_by_page' },
  eventTypes: ['PageVisited'],
  key: { page: 'data.page' },
  sums: { visits: 1 },
})
