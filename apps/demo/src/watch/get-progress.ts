import { defineQuery, type QueryCacheStatistics } from '@uno-ts/cqrs-core'
import type { ProjectionControl, QueryHandler } from '@uno-ts/types'
import { z } from 'zod'

export const getProgress = defineQuery({
  type: 'GetProgress',
  summary: 'How far each projection is behind the log, how fast it goes, and how often an answer was kept.',
  data: z.strictObject({}),
  result: z.object({
    /** Where the log ends: a decimal number. */
    head: z.string(),
    projections: z.array(
      z.object({
        name: z.string(),
        version: z.int(),
        state: z.string(),
        /** Positions between it and the end of the log. */
        behind: z.int(),
        /** Events since this process started. */
        handled: z.int(),
        /** Events a second, over the last ten seconds. */
        rate: z.number(),
      }),
    ),
    /** The cache of answers, since this process started. */
    cache: z.object({
      /** Answered from the cache, or with the answer somebody else was waiting for. */
      hits: z.int(),
      /** Computed. */
      misses: z.int(),
      /** Kept in this process now. */
      entries: z.int(),
      queries: z.array(z.object({ type: z.string(), hits: z.int(), misses: z.int() })),
    }),
  }),
})

/** What the shop knows of itself. */
export interface ProgressDependencies {
  readonly projectionRunner: Pick<ProjectionControl, 'status'>
  readonly queryCache: { statistics(): QueryCacheStatistics }
}

export function getProgressHandler(shop: ProgressDependencies): QueryHandler<typeof getProgress> {
  return async () => {
    const projections = await shop.projectionRunner.status()
    const head = projections.reduce((most, { head }) => (head > most ? head : most), 0n)
    const { entries, byType, ...counts } = shop.queryCache.statistics()
    return {
      head: String(head),
      projections: projections.map(({ projectionId, version, state, position, handled, rate }) => ({
        name: projectionId,
        version,
        state,
        behind: Math.max(0, Number(head - position)),
        handled,
        rate,
      })),
      cache: {
        ...answered(counts),
        entries,
        queries: Object.entries(byType).map(([type, of]) => ({ type, ...answered(of) })),
      },
    }
  }
}

function answered({
  hits,
  stale,
  joined,
  misses,
}: Pick<QueryCacheStatistics, 'hits' | 'stale' | 'joined' | 'misses'>) {
  return { hits: hits + stale + joined, misses }
}
