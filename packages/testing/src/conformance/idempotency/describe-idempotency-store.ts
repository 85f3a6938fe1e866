import { describeCases } from '../describe-cases.ts'
import { idempotencyCases } from './idempotency-cases.ts'
import type { IdempotencyCapability, IdempotencySubject } from './idempotency-subject.ts'

/**
 * Holds an idempotency store to its contract, with vitest.
 *
 * @param factory - opens the store for one case; `dispose` is called after the case
 * @param capabilities - what the store can do; cases beyond them are named as not claimed
 * @example
 * ```ts
 * import { InMemoryIdempotencyStore, InMemoryTransaction, ManualClock } from '@uno-ts/testing'
 * import { describeIdempotencyStore } from '@uno-ts/testing/conformance'
 *
 * describeIdempotencyStore(
 *   'InMemoryIdempotencyStore',
 *   async () => {
 *     const clock = new ManualClock()
 *     return {
 *       store: new InMemoryIdempotencyStore({ clock }),
 *       async begin() {
 *         const handle = new InMemoryTransaction()
 *         return { handle, commit: () => handle.commit(), rollback: () => handle.rollback() }
 *       },
 *       age: (ms) => clock.advance(ms),
 *       dispose: () => undefined,
 *     }
 *   },
 *   ['concurrent-connections'],
 * )
 * ```
 */
export function describeIdempotencyStore(
  name: string,
  factory: () => Promise<IdempotencySubject>,
  capabilities: Iterable<IdempotencyCapability>,
): void {
  describeCases(name, { topics: idempotencyCases, factory, capabilities })
}
