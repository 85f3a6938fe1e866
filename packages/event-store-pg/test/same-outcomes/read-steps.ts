import assert from 'node:assert/strict'
import type { EventFilter, EventPage, RecordedEvent } from '@uno-ts/types'
import * as fc from 'fast-check'
import { comparable, placeOf, positionAt, type Side } from './side.ts'
import { Step } from './step.ts'
import { anyQuery, anyStream, knownIds } from './write-steps.ts'

const ids = new Set(knownIds)
const anyVersion = fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined })
const anyLimit = fc.option(fc.nat({ max: 5 }), { nil: undefined })
const anyBatchSize = fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined })
const anyPlace = fc.nat({ max: 12 })

const anyFilter: fc.Arbitrary<EventFilter> = fc.record(
  {
    types: fc.uniqueArray(fc.constantFrom('Placed', 'Paid', 'Packed'), { minLength: 1, maxLength: 2 }),
    categories: fc.uniqueArray(fc.constantFrom('order', 'event', 'other'), { minLength: 1, maxLength: 2 }),
    tags: fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { maxLength: 2 }),
    correlationId: fc.constantFrom('c-1', 'c-2'),
  },
  { requiredKeys: [] },
)

const readStreamStep = fc
  .record({
    stream: anyStream,
    direction: fc.constantFrom('forward' as const, 'backward' as const),
    from: anyVersion,
    to: anyVersion,
    limit: anyLimit,
    batchSize: anyBatchSize,
  })
  .map((parameters) => {
    const { stream, ...options } = parameters
    return new Step('readStream', parameters, (side) =>
      eventsOf(side, side.store.readStream(stream, options)),
    )
  })

/** Each store has a clock of its own: what was recorded by the time of an event is compared with its own log. */
const asOfStep = fc
  .record({ stream: anyStream, version: fc.integer({ min: 1, max: 9 }) })
  .map((parameters) => {
    const { stream, version } = parameters
    return new Step('asOf', parameters, async ({ store }) => {
      const all: RecordedEvent[] = []
      for await (const event of store.readStream(stream)) all.push(event)
      const asOf = all[version - 1]?.recordedAt
      if (asOf === undefined) return 'no such version'
      const then: RecordedEvent[] = []
      for await (const event of store.readStream(stream, { asOf })) then.push(event)
      assert.deepEqual(
        then,
        all.filter(({ recordedAt }) => recordedAt <= asOf),
      )
      return 'what was recorded by then'
    })
  })

const readAllStep = fc
  .record({ place: anyPlace, filter: anyFilter, limit: anyLimit, batchSize: anyBatchSize })
  .map((parameters) => {
    const { place, ...options } = parameters
    return new Step('readAll', parameters, (side) =>
      eventsOf(side, side.store.readAll({ ...options, after: positionAt(side, place) })),
    )
  })

/** Walks to the head in pages. How long a page is that a filter thins out is each store's own decision. */
const pagesStep = fc
  .record({ place: anyPlace, filter: anyFilter, limit: fc.integer({ min: 1, max: 4 }) })
  .map((parameters) => {
    const { place, filter, limit } = parameters
    return new Step('readPage', parameters, async (side) => {
      const events: RecordedEvent[] = []
      let after = positionAt(side, place)
      let page: EventPage
      do {
        page = await side.store.readPage({ filter, limit, after })
        assert.ok(page.events.length <= limit && page.position >= after)
        for (const { globalPosition } of page.events) {
          assert.ok(globalPosition > after && globalPosition <= page.position)
        }
        events.push(...page.events)
        after = page.position
      } while (!page.atHead)
      return { events: comparableEvents(side, events), place: placeOf(side, after) }
    })
  })

const queryStep = anyQuery.map(
  (query) =>
    new Step('readByQuery', query, async (side) => {
      const { events, head } = await side.store.readByQuery(query)
      side.markers.push(head)
      return comparableEvents(side, events)
    }),
)

const stateStep = anyStream.map(
  (stream) =>
    new Step('streamState', { stream }, async ({ store }) => {
      const { firstRecordedAt, lastRecordedAt, ...state } = await store.streamState(stream)
      const known = await store.load(stream)
      assert.deepEqual(firstRecordedAt, known.events[0]?.recordedAt)
      assert.deepEqual(lastRecordedAt, known.events.at(-1)?.recordedAt)
      return state
    }),
)

const headStep = fc.constant(new Step('head', {}, async (side) => placeOf(side, await side.store.head())))

/** Every way to read. */
export const readSteps: readonly fc.Arbitrary<Step>[] = [
  readStreamStep,
  asOfStep,
  readAllStep,
  pagesStep,
  queryStep,
  stateStep,
  headStep,
]

/** Events as both sides must have them. */
export function comparableEvents(side: Side, events: readonly RecordedEvent[]): readonly object[] {
  return events.map((event) => comparable(side, event, ids))
}

async function eventsOf(side: Side, events: AsyncIterable<RecordedEvent>): Promise<readonly object[]> {
  const all: RecordedEvent[] = []
  for await (const event of events) all.push(event)
  return comparableEvents(side, all)
}
