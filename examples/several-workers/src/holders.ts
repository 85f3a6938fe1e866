import type { ProjectionRunner } from '@uno-ts/projections'
import { projectionId } from '@uno-ts/types'

/** How many slices each worker holds, by its name, in alphabetical order. */
export async function holders(worker: ProjectionRunner): Promise<Readonly<Record<string, number>>> {
  const held: Record<string, number> = {}
  const slices = await worker.slices(projectionId('visits-by-page'))
  for (const { holder = 'nobody' } of slices) held[holder] = (held[holder] ?? 0) + 1
  return Object.fromEntries(Object.entries(held).toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
