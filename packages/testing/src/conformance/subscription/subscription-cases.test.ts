import type { EventPage, EventStore } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { InMemoryEventStore } from '../../event-store/in-memory-event-store.ts'
import { firstFailure, sabotaged } from '../first-failure.ts'
import { subscriptionCases } from './subscription-cases.ts'

type Lies = (honest: InMemoryEventStore) => Partial<EventStore>

const run = (lies: Lies): Promise<string | undefined> =>
  firstFailure(subscriptionCases, [], () => {
    const honest = new InMemoryEventStore()
    return { store: sabotaged<EventStore>(honest, lies(honest)), dispose: () => undefined }
  })

/** A store whose subscribers get other pages than the honest one's. */
const paging =
  (change: (page: EventPage) => readonly EventPage[]): Lies =>
  (honest) => ({
    async *subscribe(options) {
      for await (const page of honest.subscribe(options)) {
        for (const changed of change(page)) yield changed
      }
    },
  })

describe('the conformance suite of subscriptions', () => {
  it('passes an honest store, without any test runner', async () => {
    expect(await run(() => ({}))).toBeUndefined()
  })

  it.each<[string, Lies]>([
    [
      'always begins at the origin',
      (honest) => ({ subscribe: (options) => honest.subscribe({ ...options, from: 'origin' }) }),
    ],
    [
      'passes the filter over',
      (honest) => ({ subscribe: (options) => honest.subscribe({ ...options, filter: undefined }) }),
    ],
    [
      'gives pages of the size it likes',
      (honest) => ({ subscribe: (options) => honest.subscribe({ ...options, batchSize: undefined }) }),
    ],
    [
      'ends at the head',
      (honest) => ({
        async *subscribe(options) {
          for await (const page of honest.subscribe(options)) {
            yield page
            if (page.atHead) return
          }
        },
      }),
    ],
    ['delivers twice', paging((page) => [page, page])],
    ['delivers backwards', paging((page) => [{ ...page, events: page.events.toReversed() }])],
  ])('notices a store that %s', async (_what, lies) => {
    expect(await run(lies)).toBeDefined()
  })
})
