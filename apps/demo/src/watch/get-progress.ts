import { defineQuery } from '@uno-ts/cqrs-core'
import type { ProjectionControl, QueryHandler } from '@uno-ts/types'
import { z } from 'zod'

export const getProgress = defineQuery({
  type: 'GetProgress',
  summary: 'How far each projection is behind the log, and how fast it goes.',
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
  }),
})

export function getProgressHandler({
  projectionRunner,
}: {
  readonly projectionRunner: Pick<ProjectionControl, 'status'>
}): QueryHandler<typeof getProgress> {
  return async () => {
    const projections = await projectionRunner.status()
    const head = projections.reduce((most, { head }) => (head > most ? head : most), 0n)
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
    }
  }
}
