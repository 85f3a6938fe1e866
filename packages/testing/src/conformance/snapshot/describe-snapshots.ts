import { describeCases } from '../describe-cases.ts'
import { snapshotCases } from './snapshot-cases.ts'
import type { SnapshotCapability, SnapshotSubject } from './snapshot-subject.ts'

/**
 * Holds a snapshot store and the event store that loads with it to their contracts, with vitest.
 *
 * @param factory - opens both for one case, without events and snapshots of their own tenant; `dispose` is called after
 * the case
 * @param capabilities - what the store can do; cases beyond them are named as not claimed
 * @example
 * ```ts
 * import { InMemoryEventStore, InMemorySnapshotStore } from '@uno-ts/testing'
 * import { describeSnapshots } from '@uno-ts/testing/conformance'
 *
 * describeSnapshots(
 *   'InMemorySnapshotStore',
 *   async () => {
 *     const store = new InMemorySnapshotStore()
 *     return { store, eventStore: new InMemoryEventStore({ snapshots: store }), dispose: () => undefined }
 *   },
 *   ['queries'],
 * )
 * ```
 */
export function describeSnapshots(
  name: string,
  factory: () => Promise<SnapshotSubject>,
  capabilities: Iterable<SnapshotCapability>,
): void {
  describeCases(name, { topics: snapshotCases, factory, capabilities })
}
