import {
  streamId,
  type AppendCondition,
  type AppendResult,
  type CommitPlan,
  type Event,
  type EventQuery,
  type ExpectedVersion,
} from '@uno-ts/types'
import * as fc from 'fast-check'
import { catchUp, markerAgo, placeOf, type Side } from './side.ts'
import { Step } from './step.ts'

// Few different values, so that they meet.

/** Ids that callers bring: appends with the same ones may be repeats. */
export const knownIds: readonly string[] = ['a', 'b', 'c', 'd'].map(
  (digit) => `0${digit.repeat(7)}-0000-7000-8000-${digit.repeat(12)}`,
)

export const anyStream = fc.constantFrom('a', 'b', 'c').map((id) => streamId('order', id))

const anyId = fc.option(fc.constantFrom(...knownIds), { nil: undefined, freq: 2 })
const anyType = fc.constantFrom('Placed', 'Paid', 'Packed')
const anyTags = fc.option(fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { maxLength: 2 }), {
  nil: undefined,
})
const anyMetadata = fc.option(fc.record({ correlationId: fc.constantFrom('c-1', 'c-2') }), { nil: undefined })
const anyData = fc.oneof(
  { weight: 4, arbitrary: fc.nat({ max: 9 }) },
  { weight: 1, arbitrary: fc.constantFrom('a\u0000b', '\ud800', '\\u0000', 'žluť 🐎', null) },
)

const anyEvent: fc.Arbitrary<Event> = fc.record({
  id: anyId,
  type: anyType,
  data: fc.record({ value: anyData }),
  tags: anyTags,
  metadata: anyMetadata,
})

const anyExpectation: fc.Arbitrary<ExpectedVersion> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('any', 'no-stream', 'stream-exists') },
  { weight: 4, arbitrary: fc.nat({ max: 4 }) },
)

const anyEvents = fc.array(anyEvent, { minLength: 1, maxLength: 3 })

/** A query of one to three items. */
export const anyQuery: fc.Arbitrary<EventQuery> = fc.record({
  items: fc.array(
    fc.oneof(
      fc.record({ tags: fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { minLength: 1, maxLength: 2 }) }),
      fc.record({ types: fc.uniqueArray(anyType, { minLength: 1, maxLength: 2 }) }),
      fc.record({ types: fc.tuple(anyType), tags: fc.tuple(fc.constantFrom('x', 'y', 'z')) }),
    ),
    { minLength: 1, maxLength: 3 },
  ),
})

/** An append to one stream; now and then without events. */
const appendStep = fc
  .record({
    stream: anyStream,
    events: fc.oneof({ weight: 15, arbitrary: anyEvents }, { weight: 1, arbitrary: fc.constant([]) }),
    expectedVersion: anyExpectation,
    metadata: anyMetadata,
  })
  .map((parameters) => {
    const { stream, events, ...options } = parameters
    return new Step('append', parameters, async (side) => {
      const result = await side.store.append(stream, events, options)
      await catchUp(side)
      return resultOf(side, result)
    })
  })

/** A plan over streams, checks and tagged events, under conditions. */
const commitStep = fc
  .record({
    appends: fc.array(
      fc.oneof(
        {
          weight: 4,
          arbitrary: fc.record({ streamId: anyStream, expectedVersion: anyExpectation, events: anyEvents }),
        },
        {
          weight: 2,
          arbitrary: fc.record({
            streamId: anyStream,
            expectedVersion: anyExpectation,
            events: fc.constant<Event[]>([]),
          }),
        },
        { weight: 2, arbitrary: fc.record({ events: anyEvents }) },
      ),
      { minLength: 0, maxLength: 3 },
    ),
    conditions: fc.array(
      fc.record({
        failIfEventsMatch: anyQuery,
        readsAgo: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
      }),
      { maxLength: 2 },
    ),
    metadata: anyMetadata,
  })
  .map(
    (parameters) =>
      new Step('commit', parameters, async (side) => {
        const conditions = parameters.conditions.map(({ failIfEventsMatch, readsAgo }): AppendCondition => ({
          failIfEventsMatch,
          after: markerAgo(side, readsAgo),
        }))
        const plan: CommitPlan = { ...parameters, conditions }
        const { appends, globalPosition } = await side.store.commit(plan)
        await catchUp(side)
        return {
          appends: appends.map((result) => resultOf(side, result)),
          place: placeOf(side, globalPosition),
        }
      }),
  )

/** Every way to write. */
export const writeSteps: readonly fc.Arbitrary<Step>[] = [appendStep, commitStep]

function resultOf(side: Side, { globalPosition, streamId: stream, ...rest }: AppendResult): object {
  const made = stream.startsWith('event-') && !knownIds.includes(stream.slice('event-'.length))
  return { ...rest, streamId: made ? 'event-made' : stream, place: placeOf(side, globalPosition) }
}
