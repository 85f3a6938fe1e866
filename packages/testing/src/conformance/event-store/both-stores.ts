import type { EventStore } from '@uno-ts/types'
import { assert } from '../assert.ts'
import type { EventStoreSubject } from './event-store-subject.ts'

/** The store under test and a second one over the same data, as in two processes. */
export async function bothStores({ store, another }: EventStoreSubject): Promise<[EventStore, EventStore]> {
  assert.ok(another !== undefined, 'a subject that claims concurrent-connections opens another store')
  return [store, await another()]
}
