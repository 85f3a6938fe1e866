import { describe, expect, it } from 'vitest'
import { DoubleDeliveryEventStore } from '../../test/broken-stores/double-delivery-event-store.ts'
import { LostUpdateEventStore } from '../../test/broken-stores/lost-update-event-store.ts'
import { ReorderingEventStore } from '../../test/broken-stores/reordering-event-store.ts'
import { InMemoryEventStore } from '../event-store/in-memory-event-store.ts'
import { dcbStoreCases } from './dcb/dcb-store-cases.ts'
import { eventStoreCases } from './event-store/event-store-cases.ts'
import { failedCases } from './failed-cases.ts'
import { subscriptionCases } from './subscription/subscription-cases.ts'

const failuresOf = (Store: new () => InMemoryEventStore) =>
  failedCases({
    topics: [...eventStoreCases, ...dcbStoreCases, ...subscriptionCases],
    capabilities: ['concurrent-connections'],
    subject() {
      const store = new Store()
      return { store, another: async () => store, dispose: () => undefined }
    },
    timeoutMs: 1_000,
  })

describe('the suites of event stores', () => {
  it('pass a store that keeps its promises', async () => {
    expect(await failuresOf(InMemoryEventStore)).toEqual(new Map())
  })

  it.each<[string, new () => InMemoryEventStore, RegExp, readonly string[]]>([
    [
      'loses updates',
      LostUpdateEventStore,
      /^lost update: 20 of 20 writers that decided upon the same version were told that they have won/,
      [
        'appending: lets exactly one of twenty appends win that expect the same version',
        'appending: lets all of ten writers in that load, decide and try again, and loses no update',
        'commit plans: let exactly one of ten win that race over the same two streams, named in either order',
        'commit plans: never let two win of which each checks the version of what the other appends to',
        'two stores over the same data: let one of forty appends win that race from both sides',
      ],
    ],
    [
      'reads the log in another order',
      ReorderingEventStore,
      /^out of order: position 2 came after 10$/,
      [
        'reading all events: gives them over all streams in ascending position, streams in their own order',
        'two stores over the same data: lose no event to a reader that pages while both write',
        'following the log: deliver in order what twenty writers append at once',
      ],
    ],
    [
      'delivers twice',
      DoubleDeliveryEventStore,
      /^double delivery: the event at position \d+ came twice$/,
      [
        'following the log: deliver what is appended while they wait',
        'following the log: go from what was there to what is new without a seam',
        'following the log: give pages no longer than asked for, each position behind the last',
      ],
    ],
  ])('reject a store that %s, and name the promises it breaks', async (_what, Store, defect, broken) => {
    const failures = await failuresOf(Store)
    expect([...failures.keys()]).toEqual(expect.arrayContaining([...broken]))
    expect(failures.get(broken[0] ?? '')).toMatch(defect)
  })
})
