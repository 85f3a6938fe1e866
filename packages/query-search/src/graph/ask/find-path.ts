import type { GraphNodeRef } from '@uno-ts/types'
import type { RawBuilder } from 'kysely'
import type { Branch } from './branches.ts'
import { Levels } from './levels.ts'
import { selectLevel } from './select-level.ts'
import { selectStep, type StepRecord } from './select-step.ts'

/** Runs one statement. */
export type Ask = <Row>(query: RawBuilder<Row>) => Promise<readonly Row[]>

/** What a path is looked for with. */
export interface PathSearch {
  readonly from: GraphNodeRef
  readonly to: GraphNodeRef
  /** What is followed from `from` on, and the same turned round. */
  readonly forward: readonly Branch[]
  readonly backward: readonly Branch[]
  readonly maxDepth: number
  readonly maxNodes: number
}

/** The edges of the path that was found, in order. */
export interface FoundPath {
  readonly steps: readonly StepRecord[] | undefined
  readonly complete: boolean
}

/**
 * Finds the first of the shortest paths, from both ends at once, one statement a level, the smaller side first: on a dense
 * graph that looks at two neighbourhoods where a walk from one end looks at everything.
 */
export async function findPath(ask: Ask, search: PathSearch): Promise<FoundPath> {
  const { from, to, forward, backward, maxDepth, maxNodes } = search
  const there = new Levels(from)
  const back = new Levels(to)
  if (back.depthOf(from) === 0) return { steps: [], complete: true }
  for (;;) {
    if (there.depth + back.depth >= maxDepth || there.size + back.size > maxNodes) {
      return { steps: undefined, complete: false }
    }
    const [side, branches, other] =
      there.frontier.length <= back.frontier.length ? [there, forward, back] : [back, backward, there]
    side.add(await level(ask, selectLevel(side.frontier, branches)))
    if (side.frontier.length === 0) return { steps: undefined, complete: true }
    const meeting = side.frontier.filter((node) => other.depthOf(node) === other.depth)
    if (meeting.length > 0) {
      return {
        steps: await walk(ask, search, await onPath(ask, search, { there, back, meeting })),
        complete: true,
      }
    }
  }
}

/** The nodes of all shortest paths by level, without the beginning: only those from which the meeting is reached. */
async function onPath(
  ask: Ask,
  { backward }: PathSearch,
  { there, back, meeting }: { there: Levels; back: Levels; meeting: readonly GraphNodeRef[] },
): Promise<readonly (readonly GraphNodeRef[])[]> {
  const levels = [meeting]
  for (let depth = there.depth - 1; depth > 0; depth--) {
    levels.unshift(await level(ask, selectLevel(levels[0] ?? [], backward, there.at(depth))))
  }
  for (let depth = back.depth - 1; depth >= 0; depth--) levels.push(back.at(depth))
  return levels
}

async function walk(
  ask: Ask,
  { from, forward }: PathSearch,
  levels: readonly (readonly GraphNodeRef[])[],
): Promise<readonly StepRecord[] | undefined> {
  const steps: StepRecord[] = []
  let at = from
  for (const next of levels) {
    const [step] = await ask(selectStep(at, forward, next))
    if (step === undefined) return undefined // only when edges go away between the statements
    steps.push(step)
    at = { label: step.label, key: step.key }
  }
  return steps
}

async function level(
  ask: Ask,
  query: RawBuilder<GraphNodeRef> | undefined,
): Promise<readonly GraphNodeRef[]> {
  return query === undefined ? [] : ask(query)
}
