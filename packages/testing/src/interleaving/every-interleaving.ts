import { prefixed } from '../assertion/prefixed.ts'
import { Schedule, type TakenStep } from './schedule.ts'

/** How {@link everyInterleaving} goes about it. */
export interface EveryInterleavingOptions {
  /** How many orders are played at most. Default 1,000. */
  readonly atMost?: number | undefined
  /**
   * A step that takes longer, in milliseconds, waits for a lock that another task holds; the others go on then. Default 100:
   * enough for a database on the same machine.
   */
  readonly blockedMs?: number | undefined
}

/** What {@link everyInterleaving} has played. */
export interface PlayedInterleavings {
  readonly count: number
  /** Whether these were all orders there are; `false` when `atMost` came first. */
  readonly complete: boolean
}

/**
 * Plays a story in every order in which its tasks can take their steps: a race that is lost once in a million is lost here
 * each time, and the same way. A step is a call of a watched object, which must answer with promises or async iterables.
 * The story must do the same whenever its steps are taken in the same order.
 *
 * @throws whatever the story throws, with the order in front of its message
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { everyInterleaving, InMemoryEventStore } from '@uno-ts/testing'
 * import { streamId, type EventStore } from '@uno-ts/types'
 *
 * const account = streamId('account', '7')
 * async function withdraw(store: EventStore): Promise<void> {
 *   const { streamVersion } = await store.load(account)
 *   await store.append(account, [{ type: 'Withdrawn', data: {} }], { expectedVersion: streamVersion })
 * }
 *
 * const { count } = await everyInterleaving(async (schedule) => {
 *   const store = new InMemoryEventStore()
 *   const outcomes = await schedule.run({
 *     ada: (watch) => withdraw(watch(store)),
 *     bob: (watch) => withdraw(watch(store)),
 *   })
 *   const written = Object.values(outcomes).filter(({ ok }) => ok).length
 *   assert.equal((await store.streamState(account)).streamVersion, written) // no update is lost
 * })
 * assert.equal(count, 6)
 * ```
 */
export async function everyInterleaving(
  story: (schedule: Schedule) => Promise<void>,
  { atMost = 1_000, blockedMs = 100 }: EveryInterleavingOptions = {},
): Promise<PlayedInterleavings> {
  let choices: readonly number[] | undefined = []
  let count = 0
  while (choices !== undefined && count < atMost) {
    const schedule = new Schedule(choices, { blockedMs })
    try {
      await story(schedule)
    } catch (error) {
      const order = schedule.taken.map(({ name }) => name).join(', ')
      throw prefixed(`in the order ${order || 'without a step'}`, error)
    }
    count++
    choices = nextChoices(schedule.taken)
  }
  return { count, complete: choices === undefined }
}

/** The last choice that has another way to go takes it; what came after begins anew. */
function nextChoices(taken: readonly TakenStep[]): readonly number[] | undefined {
  const last = taken.findLastIndex(({ chosen, of }) => chosen + 1 < of)
  if (last < 0) return undefined
  return taken.slice(0, last + 1).map(({ chosen }, index) => (index === last ? chosen + 1 : chosen))
}
