import type { EventStore } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { InMemoryEventStore } from '../../event-store/in-memory-event-store.ts'
import { firstFailure, sabotaged } from '../first-failure.ts'
import { dcbStoreCases } from './dcb-store-cases.ts'

type Lies = (honest: InMemoryEventStore) => Partial<EventStore>

const run = (lies: Lies): Promise<string | undefined> =>
  firstFailure(dcbStoreCases, [], () => {
    const honest = new InMemoryEventStore()
    return { store: sabotaged<EventStore>(honest, lies(honest)), dispose: () => undefined }
  })

describe('the conformance suite of decisions', () => {
  it('passes an honest store, without any test runner', async () => {
    expect(await run(() => ({}))).toBeUndefined()
  })

  it.each<[string, Lies]>([
    [
      'sets no condition where there is no marker',
      (honest) => ({
        commit: (plan, options) =>
          honest.commit(
            { ...plan, conditions: plan.conditions?.filter(({ after }) => after !== undefined) },
            options,
          ),
      }),
    ],
    [
      'forgets every condition but the first',
      (honest) => ({
        commit: (plan, options) =>
          honest.commit({ ...plan, conditions: plan.conditions?.slice(0, 1) }, options),
      }),
    ],
    [
      'looks at the first item of a condition only',
      (honest) => ({
        commit: (plan, options) => {
          const conditions = plan.conditions?.map(({ failIfEventsMatch: { items }, after }) => ({
            failIfEventsMatch: { items: items.slice(0, 1) },
            after,
          }))
          return honest.commit({ ...plan, conditions }, options)
        },
      }),
    ],
    [
      'asks for one tag of several',
      (honest) => ({
        readByQuery: (query, options) =>
          honest.readByQuery(
            { items: query.items.map((item) => ({ ...item, tags: item.tags?.slice(0, 1) })) },
            options,
          ),
      }),
    ],
    [
      'gives the marker of a moment after its events were read',
      (honest) => ({
        async readByQuery(query, options) {
          const { events } = await honest.readByQuery<never>(query, options)
          const pause = (events.length % 4) * 10
          for (let turn = 0; turn < pause; turn++) await Promise.resolve()
          return { events, head: (await honest.readByQuery(query, options)).head }
        },
      }),
    ],
    [
      'checks a condition, then appends, and lets others in between',
      (honest) => ({
        async commit(plan, options) {
          const { conditions } = plan
          if ((conditions ?? []).length > 0) await honest.commit({ ...plan, appends: [] }, options)
          for (let turn = 0; turn < 3; turn++) await Promise.resolve()
          return plan.appends.length === 0
            ? { appends: [], globalPosition: undefined }
            : honest.commit({ ...plan, conditions: [] }, options)
        },
      }),
    ],
  ])('notices a store that %s', async (_what, lies) => {
    expect(await run(lies)).toBeDefined()
  })
})
