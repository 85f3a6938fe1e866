import type { GraphNodeRef } from '@uno-ts/types'
import type { Branch } from './branches.ts'
import type { Ask } from './find-path.ts'
import { Levels } from './levels.ts'
import { selectLevel } from './select-level.ts'

/** What is reached with. */
export interface ReachSearch {
  readonly from: GraphNodeRef
  readonly branches: readonly Branch[]
  readonly depth: number
  readonly maxNodes: number
}

/** All that is at most so many edges away, one statement a level: each node is looked at once. */
export async function findReach(
  ask: Ask,
  { from, branches, depth, maxNodes }: ReachSearch,
): Promise<{ readonly levels: Levels; readonly complete: boolean }> {
  const levels = new Levels(from)
  while (levels.depth < depth && levels.frontier.length > 0) {
    if (levels.size > maxNodes) return { levels, complete: false }
    const query = selectLevel(levels.frontier, branches)
    levels.add(query === undefined ? [] : await ask(query))
  }
  return { levels, complete: true }
}
