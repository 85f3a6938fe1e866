import type { RecordedEvent } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { rejection } from '../rejection.ts'
import type { ProjectionsSubject, ProjectionsTopic, TestProjectionOptions } from './projections-subject.ts'
import { eventKey, Scene, statusOf } from './scene.ts'

/** A handler that refuses keys until it is told not to. */
function refusing(...keys: readonly string[]) {
  const refused = new Set(keys)
  return {
    before: (key: string) => {
      if (refused.has(key)) throw new Error('refused')
    },
    relent: () => refused.clear(),
  }
}

const parking = { onError: 'deadLetter' } as const

/** What becomes of events that a handler refuses. */
export const failureCases: ProjectionsTopic = {
  topic: 'failures',
  cases: [
    {
      name: 'stop a projection, with nothing of the batch written',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append('a', 'bad', 'c')
        const runner = await scene.start([scene.projection('rows', refusing('bad'))])
        await runner.caughtUp().catch(() => undefined)
        const status = await statusOf(runner, scene.id())
        assert.equal(status.state, 'failed')
        assert.equal(status.error?.code, 'ERR_PROJECTION')
        assert.deepEqual(await scene.keys(), [])
      },
    },
    {
      name: 'stop a batch form too',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append('bad')
        const runner = await scene.start([scene.projection('rows', { ...refusing('bad'), form: 'batch' })])
        await rejection(runner.caughtUp(), 'ERR_PROJECTION')
        assert.deepEqual(await scene.keys(), [])
      },
    },
    {
      name: 'let other projections go on',
      async run(subject) {
        const scene = new Scene(subject)
        const position = await scene.append('a', 'bad', 'c')
        const runner = await scene.start([
          scene.projection('rows', refusing('bad')),
          scene.projection('other'),
        ])
        await runner.waitFor(scene.id('other'), position)
        assert.deepEqual(await scene.keys('other'), ['a', 'bad', 'c'])
      },
    },
    {
      name: 'end with a resume, once the event is not refused any more',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append('a', 'bad', 'c')
        const { before, relent } = refusing('bad')
        const runner = await scene.start([scene.projection('rows', { before })])
        await runner.caughtUp().catch(() => undefined)
        relent()
        await runner.resume(scene.id())
        await runner.caughtUp()
        await scene.assertEachOnce()
      },
    },
    {
      name: 'tell an outcome of the event that stopped it, when it is tried again',
      async run(subject) {
        const scene = new Scene(subject)
        const position = await scene.append('bad')
        const { before, relent } = refusing('bad')
        const runner = await scene.start([scene.projection('rows', { before })])
        await runner.caughtUp().catch(() => undefined)
        relent()
        assert.deepEqual(await runner.retryFailedEvents(scene.id()), [{ ok: true, value: position }])
        await scene.assertEachOnce()
      },
    },
    {
      name: 'pass over an event, and keep those around it',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append('a', 'bad', 'c', 'bad', 'd')
        const projection = scene.projection('rows', { ...refusing('bad'), onError: 'skip' })
        const runner = await scene.start([projection])
        await runner.caughtUp()
        assert.deepEqual(await scene.keys(), ['a', 'c', 'd'])
        assert.equal(runner.stats(scene.id()).skipped, 2)
      },
    },
    {
      name: 'may come from what names the rows, too',
      run: (subject) => passesOverWhatHasNoKey(subject, (keyOf) => ({ keys: (event) => [keyOf(event)] })),
    },
    {
      name: 'may come from what divides the events, too',
      run: (subject) => passesOverWhatHasNoKey(subject, (keyOf) => ({ sliceBy: keyOf })),
    },
    {
      name: 'are tried again until the event is taken',
      async run(subject) {
        const scene = new Scene(subject)
        let tries = 0
        const before = (key: string) => {
          if (key === 'bad' && (tries += 1) < 4) throw new Error('not yet')
        }
        await scene.append('a', 'bad', 'c')
        const onError = { strategy: 'retry', firstMs: 1, longestMs: 2 } as const
        const runner = await scene.start([scene.projection('rows', { before, onError })])
        await runner.caughtUp()
        assert.deepEqual(await scene.keys(), ['a', 'bad', 'c'])
        assert.ok(runner.stats(scene.id()).retried >= 3)
      },
    },
    {
      name: 'are tried as often as was said, before the projection stops',
      async run(subject) {
        const scene = new Scene(subject)
        let tries = 0
        const before = () => {
          tries += 1
          throw new Error('never')
        }
        await scene.append('bad')
        const onError = { strategy: 'stop', retries: 3, firstMs: 1, longestMs: 2 } as const
        const runner = await scene.start([scene.projection('rows', { before, onError })])
        await rejection(runner.caughtUp(), 'ERR_PROJECTION')
        assert.equal(tries, 4)
      },
    },
    {
      name: 'park an event and those behind it of its key, while other keys go on',
      async run(subject) {
        const scene = new Scene(subject)
        const { before } = refusing('bad')
        await scene.append('a', 'bad', 'a', 'bad', 'c')
        const runner = await scene.start([scene.projection('rows', { before, ...parking })])
        await runner.caughtUp()
        assert.deepEqual(await scene.keys(), ['a', 'a', 'c'])
        await runner.waitFor(scene.id(), await scene.append('bad', 'd'))
        assert.deepEqual(await scene.keys(), ['a', 'a', 'c', 'd'])
        assert.equal((await runner.failedEvents(scene.id())).length, 3)
        assert.equal(runner.stats(scene.id()).parked, 1)
      },
    },
    {
      name: 'say why an event is parked, and what waits behind it',
      async run(subject) {
        const scene = new Scene(subject)
        const position = await scene.append('bad')
        await scene.append('bad')
        const runner = await scene.start([scene.projection('rows', { ...refusing('bad'), ...parking })])
        await runner.caughtUp()
        const [refused, waiting] = await runner.failedEvents(scene.id())
        assert.equal(refused?.globalPosition, position)
        assert.equal(refused.failure?.cause, 'handler')
        assert.equal(refused.attempts, 1)
        assert.deepEqual(refused.payload, { key: 'bad' })
        assert.equal(waiting?.failure, undefined)
        assert.equal(waiting?.key, refused.key)
      },
    },
    {
      name: 'are handled again in their order, an outcome each',
      async run(subject) {
        const scene = new Scene(subject)
        const { before, relent } = refusing('bad')
        await scene.append('bad', 'a', 'bad', 'bad')
        const runner = await scene.start([scene.projection('rows', { before, ...parking })])
        await runner.caughtUp()
        relent()
        const outcomes = await runner.retryFailedEvents(scene.id())
        assert.deepEqual(
          outcomes.map(({ ok }) => ok),
          [true, true, true],
        )
        assert.deepEqual(await runner.failedEvents(scene.id()), [])
        await scene.assertEachOnce()
      },
    },
    {
      name: 'go on as before for a key once nothing of it is parked',
      async run(subject) {
        const scene = new Scene(subject)
        const { before, relent } = refusing('bad')
        await scene.append('bad')
        const runner = await scene.start([scene.projection('rows', { before, ...parking })])
        await runner.caughtUp()
        relent()
        await runner.retryFailedEvents(scene.id())
        await runner.waitFor(scene.id(), await scene.append('bad'))
        assert.deepEqual(await scene.keys(), ['bad', 'bad'])
      },
    },
    {
      name: 'stay parked when they are refused again, counted',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append('bad', 'bad')
        const runner = await scene.start([scene.projection('rows', { ...refusing('bad'), ...parking })])
        await runner.caughtUp()
        const outcomes = await runner.retryFailedEvents(scene.id())
        assert.deepEqual(
          outcomes.map(({ ok }) => ok),
          [false, false],
        )
        const [refused] = await runner.failedEvents(scene.id())
        assert.equal(refused?.attempts, 2)
        assert.deepEqual(await scene.keys(), [])
      },
    },
    {
      name: 'are handled again for one key alone',
      async run(subject) {
        const scene = new Scene(subject)
        const { before, relent } = refusing('bad', 'worse')
        await scene.append('bad', 'worse')
        const runner = await scene.start([scene.projection('rows', { before, ...parking })])
        await runner.caughtUp()
        relent()
        const [first] = await runner.failedEvents(scene.id())
        assert.ok(first !== undefined)
        assert.equal((await runner.retryFailedEvents(scene.id(), { key: first.key })).length, 1)
        assert.equal((await runner.failedEvents(scene.id())).length, 1)
      },
    },
    {
      name: 'are given up on request, and never handled',
      async run(subject) {
        const scene = new Scene(subject)
        const { before, relent } = refusing('bad')
        await scene.append('bad', 'a')
        const runner = await scene.start([scene.projection('rows', { before, ...parking })])
        await runner.caughtUp()
        relent()
        assert.equal(await runner.clearFailedEvents(scene.id()), 1)
        await runner.waitFor(scene.id(), await scene.append('bad'))
        assert.deepEqual(await scene.keys(), ['a', 'bad'])
      },
    },
    {
      name: 'stay parked for the next runner',
      async run(subject) {
        const scene = new Scene(subject)
        const { before, relent } = refusing('bad')
        const projection = scene.projection('rows', { before, ...parking })
        await scene.append('bad')
        const first = await scene.start([projection])
        await first.caughtUp()
        await first.stop()
        relent()
        const second = await scene.start([projection])
        await second.waitFor(scene.id(), await scene.append('bad'))
        assert.deepEqual(await scene.keys(), [])
        assert.equal((await second.retryFailedEvents(scene.id())).length, 2)
        assert.deepEqual(await scene.keys(), ['bad', 'bad'])
      },
    },
    {
      name: 'park by what the projection divides its events by',
      async run(subject) {
        const scene = new Scene(subject)
        const sliceBy = () => 'one key for all'
        await scene.append('bad', 'a', 'b')
        const projection = scene.projection('rows', { ...refusing('bad'), ...parking, sliceBy })
        const runner = await scene.start([projection])
        await runner.caughtUp()
        assert.deepEqual(await scene.keys(), [])
        assert.equal((await runner.failedEvents(scene.id())).length, 3)
      },
    },
  ],
}

type KeyOf = (event: RecordedEvent) => string

/** A function of the definition refuses an event that no handler would. */
async function passesOverWhatHasNoKey(
  subject: ProjectionsSubject,
  given: (keyOf: KeyOf) => Partial<TestProjectionOptions>,
): Promise<void> {
  const scene = new Scene(subject)
  const { before } = refusing('bad')
  const keyOf: KeyOf = (event) => {
    before(eventKey(event))
    return eventKey(event)
  }
  await scene.append('a', 'bad', 'c')
  const runner = await scene.start([
    scene.projection('rows', { onError: 'skip', slices: 4, ...given(keyOf) }),
  ])
  await runner.caughtUp()
  assert.deepEqual((await scene.keys()).toSorted(), ['a', 'c'])
  assert.equal(runner.stats(scene.id()).skipped, 1)
}
