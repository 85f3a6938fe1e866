import { prefixed } from '../assertion/prefixed.ts'
import { CrashPoints } from './crash-points.ts'

/**
 * Plays a story again and again, with a crash at another point each time, and the last time without one. The story makes
 * what survives, does its work `during` a process, goes on as the next process would, and asserts.
 *
 * @returns the points it crashed at, in order
 * @throws whatever the story throws, with the point in front of its message
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { crashEverywhere, InMemoryEventStore } from '@uno-ts/testing'
 * import { streamId, type EventStore } from '@uno-ts/types'
 *
 * const order = streamId('order', '7')
 * const placed = [{ type: 'OrderPlaced', data: {}, id: '0197a1c0-0000-7000-8000-000000000001' }]
 * const place = (store: EventStore) => store.append(order, placed, { expectedVersion: 'no-stream' })
 *
 * await crashEverywhere(async (crashes) => {
 *   const store = new InMemoryEventStore()
 *   await crashes.during(() => place(crashes.watch('store', store)))
 *   await place(store) // the next process tries again, with the same event id
 *   assert.equal((await store.streamState(order)).streamVersion, 1)
 * })
 * ```
 */
export async function crashEverywhere(
  story: (crashes: CrashPoints) => Promise<void>,
): Promise<readonly string[]> {
  const points: string[] = []
  for (;;) {
    const crashes = new CrashPoints(points.length)
    try {
      await story(crashes)
    } catch (error) {
      throw prefixed(`crashed at ${crashes.crashedAt ?? 'no point'}`, error)
    }
    if (crashes.crashedAt === undefined) return points
    points.push(crashes.crashedAt)
  }
}
