import { projectionId } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { reasonOf, rejection } from '../rejection.ts'
import type { ProjectionsTopic } from './projections-subject.ts'
import { Scene } from './scene.ts'

/** Reading one's own writes. */
export const waitingCases: ProjectionsTopic = {
  topic: 'waiting',
  cases: [
    {
      name: 'ends when the event is in the rows',
      async run(subject) {
        const scene = new Scene(subject)
        const runner = await scene.start([scene.projection()])
        await runner.waitFor(scene.id(), await scene.append('a'))
        assert.deepEqual(await scene.keys(), ['a'])
      },
    },
    {
      name: 'ends for an event that does not concern the projection',
      async run(subject) {
        const scene = new Scene(subject)
        const runner = await scene.start([scene.projection()])
        const position = await scene.appendTyped('Ignored', ['a'])
        await runner.waitFor(scene.id(), position)
        assert.deepEqual(await scene.keys(), [])
      },
    },
    {
      name: 'ends at once for what was reached before',
      async run(subject) {
        const scene = new Scene(subject)
        const position = await scene.append('a')
        const runner = await scene.start([scene.projection()])
        await runner.caughtUp()
        await runner.waitFor(scene.id(), position, { timeoutMs: 1 })
        assert.deepEqual(await scene.keys(), ['a'])
      },
    },
    {
      name: 'ends with a typed error after its time',
      async run(subject) {
        const scene = new Scene(subject)
        const runner = await scene.start([scene.projection()])
        await runner.caughtUp()
        await runner.pause(scene.id())
        const waiting = runner.waitFor(scene.id(), await scene.append('a'), { timeoutMs: 30 })
        await rejection(waiting, 'ERR_TIMEOUT', { retryable: true })
      },
    },
    {
      name: 'ends soon when the projection has failed',
      async run(subject) {
        const scene = new Scene(subject)
        const before = () => {
          throw new Error('refused')
        }
        const runner = await scene.start([scene.projection('rows', { before })])
        const position = await scene.append('a')
        const begun = Date.now()
        await rejection(runner.waitFor(scene.id(), position, { timeoutMs: 20_000 }), 'ERR_TIMEOUT')
        assert.ok(Date.now() - begun < 15_000)
      },
    },
    {
      name: 'ends with the signal, by throwing its reason',
      async run(subject) {
        const scene = new Scene(subject)
        const runner = await scene.start([scene.projection()])
        await runner.caughtUp()
        await runner.pause(scene.id())
        const stop = new AbortController()
        const waiting = runner.waitFor(scene.id(), await scene.append('a'), { signal: stop.signal })
        const reason = new Error('enough')
        stop.abort(reason)
        assert.equal(await reasonOf(waiting), reason)
      },
    },
    {
      name: 'refuses a projection that is not there',
      async run(subject) {
        const scene = new Scene(subject)
        const runner = await scene.start([scene.projection()])
        const position = await scene.append('a')
        await rejection(runner.waitFor(projectionId('nobody'), position), 'ERR_NOT_FOUND')
      },
    },
    {
      name: 'serves many who wait at once',
      async run(subject) {
        const scene = new Scene(subject)
        const runner = await scene.start([scene.projection()])
        const position = await scene.append('a', 'b', 'c')
        await Promise.all(Array.from({ length: 20 }, () => runner.waitFor(scene.id(), position)))
        assert.deepEqual(await scene.keys(), ['a', 'b', 'c'])
      },
    },
  ],
}
