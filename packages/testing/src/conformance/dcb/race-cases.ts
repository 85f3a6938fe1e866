import {
  isUnoError,
  type EventQuery,
  type EventStore,
  type GlobalPosition,
  type RecordedEvent,
} from '@uno-ts/types'
import { assert } from '../assert.ts'
import { collect } from '../collect.ts'
import { bothStores } from '../event-store/both-stores.ts'
import { countTo, numbered, numbers, order } from '../event-store/sample-events.ts'
import type { DcbStoreTopic } from './dcb-store-subject.ts'

/** Decisions made at the same time. */
export const raceCases: DcbStoreTopic = {
  topic: 'racing decisions',
  cases: [
    {
      name: 'let exactly one of twenty win that decide upon the same events',
      async run({ store }) {
        const course = { items: [{ types: ['Enrolled'], tags: ['course:1'] }] }
        const { head } = await store.readByQuery(course)
        const won = await wins(
          countTo(20).map((number) =>
            store.commit({
              appends: [{ events: [numbered(number, { type: 'Enrolled', tags: ['course:1'] })] }],
              conditions: [{ failIfEventsMatch: course, after: head }],
            }),
          ),
        )
        assert.equal(won, 1)
        assert.equal((await store.readByQuery(course)).events.length, 1)
      },
    },
    {
      name: 'let exactly one of twenty win that ask by type alone',
      async run({ store }) {
        const opened = { items: [{ types: ['ShopOpened'] }] }
        const won = await wins(
          countTo(20).map((number) =>
            store.commit({
              appends: [{ events: [numbered(number, { type: 'ShopOpened', tags: [`shop:${number}`] })] }],
              conditions: [{ failIfEventsMatch: opened }],
            }),
          ),
        )
        assert.equal(won, 1)
      },
    },
    {
      name: 'let exactly one of twelve win when some of them name hundreds of tags beside the one in common',
      async run({ store }) {
        const seats = (number: number) => countTo(300).map((seat) => `seat:${number}-${seat}`)
        const won = await wins(
          countTo(12).map((number) => {
            const asked = number % 2 === 0 ? seats(number) : []
            const taken = number % 3 === 0 ? seats(number) : ['seat:none']
            return store.commit({
              appends: [{ events: taken.map((seat) => numbered(number, { tags: ['course:1', seat] })) }],
              conditions: [
                { failIfEventsMatch: { items: ['course:1', ...asked].map((tag) => ({ tags: [tag] })) } },
              ],
            })
          }),
        )
        assert.equal(won, 1)
      },
    },
    {
      name: 'let all of twenty win that decide upon different tags',
      async run({ store }) {
        await Promise.all(
          countTo(20).map(async (number) => {
            const query = { items: [{ tags: [`course:${number}`] }] }
            const { head } = await store.readByQuery(query)
            await store.commit({
              appends: [{ events: [numbered(number, { tags: [`course:${number}`] })] }],
              conditions: [{ failIfEventsMatch: query, after: head }],
            })
          }),
        )
        assert.equal((await collect(store.readAll())).length, 20)
      },
    },
    {
      name: 'keep a counter without holes under ten writers that try again',
      async run({ store }) {
        const invoices = { items: [{ types: ['InvoiceIssued'] }] }
        await Promise.all(
          countTo(10).map(async () => {
            for (let issued = false; !issued;) {
              const { events, head } = await store.readByQuery(invoices)
              const event = numbered(events.length + 1, { type: 'InvoiceIssued', tags: ['invoices'] })
              const conditions = [{ failIfEventsMatch: invoices, after: head }]
              issued = await succeeds(store.commit({ appends: [{ events: [event] }], conditions }))
            }
          }),
        )
        assert.deepEqual(numbers((await store.readByQuery(invoices)).events), countTo(10))
      },
    },
    {
      name: 'never let two leave that each counted on the other to stay',
      async run({ store }) {
        for (const round of countTo(10)) {
          const onCall = { items: [{ tags: [`shift:${round}`] }] }
          const { head } = await store.readByQuery(onCall)
          const leave = (doctor: number) =>
            store.commit({
              appends: [{ events: [numbered(doctor, { type: 'Left', tags: [`shift:${round}`] })] }],
              conditions: [{ failIfEventsMatch: onCall, after: head }],
            })
          assert.equal(await wins([leave(1), leave(2)]), 1)
        }
      },
    },
    {
      name: 'never let two win of which each forbids what the other appends',
      async run({ store }) {
        for (const round of countTo(10)) {
          const claim = (own: string, other: string) =>
            store.commit({
              appends: [{ events: [numbered(round, { type: own, tags: [`door:${round}`] })] }],
              conditions: [{ failIfEventsMatch: { items: [{ types: [other], tags: [`door:${round}`] }] } }],
            })
          assert.equal(await wins([claim('Opened', 'Locked'), claim('Locked', 'Opened')]), 1)
        }
      },
    },
    {
      name: 'take part with those that set no condition: a stream append is seen, or comes after',
      run: ({ store }) =>
        unconditional(store, (number, tags) =>
          store.append(order(`${number}`), [numbered(number, { tags })], { expectedVersion: 'any' }),
        ),
    },
    {
      name: 'take part with those that set no condition: a tagged append is seen, or comes after',
      run: ({ store }) =>
        unconditional(store, (number, tags) =>
          store.commit({ appends: [{ events: [numbered(number, { tags })] }] }),
        ),
    },
    {
      name: 'have seen everything that matches, in a log that ten writers made of random queries',
      run: ({ store }) => everyDecisionWasInformed([store]),
    },
    {
      name: 'agree over two stores on one name',
      needs: 'concurrent-connections',
      async run(subject) {
        const [store, other] = await bothStores(subject)
        const query = { items: [{ tags: ['name:eve'] }] }
        const claims = [store, other, store, other].map((each, index) =>
          each.commit({
            appends: [{ events: [numbered(index, { tags: ['name:eve'] })] }],
            conditions: [{ failIfEventsMatch: query }],
          }),
        )
        assert.equal(await wins(claims), 1)
      },
    },
    {
      name: 'take the marker that the other store gave',
      needs: 'concurrent-connections',
      async run(subject) {
        const [store, other] = await bothStores(subject)
        const query = { items: [{ tags: ['name:eve'] }] }
        const { head: after } = await store.readByQuery(query)
        const claim = (number: number) =>
          other.commit({
            appends: [{ events: [numbered(number, { tags: ['name:eve'] })] }],
            conditions: [{ failIfEventsMatch: query, after }],
          })
        await claim(1)
        assert.equal(await succeeds(claim(2)), false)
      },
    },
    {
      name: 'have seen everything that matches, over two stores',
      needs: 'concurrent-connections',
      run: async (subject) => everyDecisionWasInformed(await bothStores(subject)),
    },
  ],
}

/** How many of the commits went through; any failure but a conflict fails the case. */
async function wins(commits: readonly Promise<unknown>[]): Promise<number> {
  const outcomes = await Promise.all(commits.map(succeeds))
  return outcomes.filter(Boolean).length
}

async function succeeds(commit: Promise<unknown>): Promise<boolean> {
  return commit.then(
    () => true,
    (error: unknown) => {
      assert.ok(isUnoError(error, 'ERR_CONCURRENCY'), `expected a conflict, found ${String(error)}`)
      return false
    },
  )
}

/** Races a decision with an append that sets no condition, many times, and looks whether it was made in ignorance. */
async function unconditional(
  store: EventStore,
  append: (number: number, tags: readonly string[]) => Promise<unknown>,
): Promise<void> {
  for (const round of countTo(15)) {
    const tags = [`round:${round}`]
    const query = { items: [{ tags }] }
    const { head } = await store.readByQuery(query)
    const [decided] = await Promise.all([
      succeeds(
        store.commit({
          appends: [{ events: [numbered(0, { type: 'Decided', tags })] }],
          conditions: [{ failIfEventsMatch: query, after: head }],
        }),
      ),
      append(round, tags),
    ])
    const { events } = await store.readByQuery(query)
    assert.deepEqual(numbers(events), decided ? [0, round] : [round])
  }
}

/** A decision that was accepted: what it had seen, and where it stands. */
interface Accepted {
  readonly query: EventQuery
  readonly seen: readonly string[]
  readonly position: GlobalPosition
}

/**
 * Lets ten writers decide upon random queries, then reads the log: each accepted decision must have seen exactly the
 * matching events before it.
 */
async function everyDecisionWasInformed(stores: readonly [EventStore, ...EventStore[]]): Promise<void> {
  const accepted: Accepted[] = []
  await Promise.all(
    countTo(10).map(async (writer) => {
      const store = stores[writer % stores.length] ?? stores[0]
      for (const step of countTo(8)) {
        const query = someQuery(writer * 31 + step * 17)
        const { events, head } = await store.readByQuery(query)
        const event = numbered(writer, {
          type: `T${(writer + step) % 3}`,
          tags: someTags(writer * 13 + step * 7),
        })
        const commit = store.commit({
          appends: [{ events: [event] }],
          conditions: [{ failIfEventsMatch: query, after: head }],
        })
        if (!(await succeeds(commit))) continue
        const { globalPosition } = await commit
        assert.ok(globalPosition !== undefined, 'an append has a position')
        accepted.push({ query, seen: events.map(({ id }) => id), position: globalPosition })
      }
    }),
  )
  const log = await collect(stores[0].readAll())
  assert.equal(log.length, accepted.length)
  for (const { query, seen, position } of accepted) {
    const before = log.filter((event) => event.globalPosition < position && matches(event, query))
    assert.deepEqual(
      seen,
      before.map(({ id }) => id),
    )
  }
}

/** A query of one or two items; the same for the same number. */
function someQuery(seed: number): EventQuery {
  const items = [
    { tags: [`a:${seed % 4}`] },
    { types: [`T${seed % 3}`] },
    { types: [`T${seed % 2}`, 'T2'], tags: [`b:${seed % 3}`] },
    { tags: [`a:${seed % 3}`, `b:${seed % 2}`] },
  ]
  return { items: seed % 5 === 0 ? items.slice(0, 2) : items.slice(seed % 4, (seed % 4) + 1) }
}

function someTags(seed: number): readonly string[] {
  return [`a:${seed % 4}`, `b:${seed % 3}`].slice(0, 1 + (seed % 2))
}

function matches({ type, tags }: RecordedEvent, { items }: EventQuery): boolean {
  return items.some(
    (item) => (item.types?.includes(type) ?? true) && (item.tags?.every((tag) => tags.includes(tag)) ?? true),
  )
}
