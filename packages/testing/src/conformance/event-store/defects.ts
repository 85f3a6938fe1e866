import { origin, type RecordedEvent } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { rejection } from '../rejection.ts'

/** Asserts that of writers who decided upon the same state one has won, and that the others were told so. */
export async function assertOneWins(settled: readonly PromiseSettledResult<unknown>[]): Promise<void> {
  const lost = settled.filter((outcome) => outcome.status === 'rejected')
  const won = settled.length - lost.length
  const writers = `of ${settled.length} writers that decided upon the same version`
  assert.ok(won <= 1, `lost update: ${won} ${writers} were told that they have won, expected one`)
  assert.ok(won === 1, `${writers} none has won, expected one`)
  for (const { reason } of lost) await rejection(Promise.reject(reason), 'ERR_CONCURRENCY')
}

/** Asserts of events as they were delivered that each comes once, in ascending position. */
export function assertDeliveredInOrder(events: readonly RecordedEvent[]): void {
  const seen = new Set<string>()
  let last = origin
  for (const { id, globalPosition } of events) {
    assert.ok(!seen.has(id), `double delivery: the event at position ${globalPosition} came twice`)
    assert.ok(globalPosition > last, `out of order: position ${globalPosition} came after ${last}`)
    seen.add(id)
    last = globalPosition
  }
}
