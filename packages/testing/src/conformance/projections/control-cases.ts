import { projectionId } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { rejection } from '../rejection.ts'
import type { ProjectionsTopic } from './projections-subject.ts'
import { Scene, statusOf, turns } from './scene.ts'

/** Steering projections while they run. */
export const controlCases: ProjectionsTopic = {
  topic: 'control',
  cases: [
    {
      name: 'lets a projection rest, and go on where it was',
      async run(subject) {
        const scene = new Scene(subject)
        const runner = await scene.start([scene.projection()])
        await runner.waitFor(scene.id(), await scene.append('a'))
        await runner.pause(scene.id())
        assert.equal((await statusOf(runner, scene.id())).state, 'paused')
        const position = await scene.append('b')
        await rejection(runner.waitFor(scene.id(), position, { timeoutMs: 50 }), 'ERR_TIMEOUT')
        assert.deepEqual(await scene.keys(), ['a'])
        await runner.resume(scene.id())
        await runner.waitFor(scene.id(), position)
        assert.deepEqual(await scene.keys(), ['a', 'b'])
      },
    },
    {
      name: 'lets one projection rest alone',
      async run(subject) {
        const scene = new Scene(subject)
        const runner = await scene.start([scene.projection(), scene.projection('other')])
        await runner.pause(scene.id())
        await runner.waitFor(scene.id('other'), await scene.append('a'))
        assert.deepEqual(await scene.keys('other'), ['a'])
        assert.deepEqual(await scene.keys(), [])
      },
    },
    {
      name: 'rebuilds rows as they were',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append(...turns(20))
        const runner = await scene.start([scene.projection()], { batchSize: 6 })
        await runner.caughtUp()
        await runner.rebuild(scene.id())
        await scene.assertEachOnce()
        await runner.rebuild(scene.id())
        await scene.assertEachOnce()
      },
    },
    {
      name: 'removes with a rebuild what no event makes',
      async run(subject) {
        const scene = new Scene(subject)
        let isWrong = true
        const projection = scene.projection()
        const wrong = {
          ...projection,
          on: {
            Counted: async (event: { readonly globalPosition: bigint }, { tx }: { readonly tx: unknown }) => {
              const key = isWrong ? 'wrong' : 'right'
              await subject.rows.add(tx, { table: scene.id(), key, position: event.globalPosition as never })
            },
          },
        }
        await scene.append('a')
        const runner = await scene.start([wrong])
        await runner.caughtUp()
        assert.deepEqual(await scene.keys(), ['wrong'])
        isWrong = false
        await runner.rebuild(scene.id())
        assert.deepEqual(await scene.keys(), ['right'])
      },
    },
    {
      name: 'rebuilds from a position, leaving out what lies before',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append('a')
        const from = await scene.append('b')
        await scene.append('c', 'd')
        const runner = await scene.start([scene.projection()])
        await runner.caughtUp()
        await runner.rebuild(scene.id(), { from })
        assert.deepEqual(await scene.keys(), ['c', 'd'])
      },
    },
    {
      name: 'rebuilds one projection and leaves the others alone',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append(...turns(6))
        const runner = await scene.start([scene.projection(), scene.projection('other')])
        await runner.caughtUp()
        const before = await statusOf(runner, scene.id('other'))
        await runner.rebuild(scene.id())
        const now = await statusOf(runner, scene.id('other'))
        assert.equal(now.handled, before.handled)
        await scene.assertEachOnce('other')
      },
    },
    {
      name: 'rebuilds while events are appended, and loses none',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append(...turns(20))
        const runner = await scene.start([scene.projection('rows', { slices: 4 })], { batchSize: 4 })
        await runner.caughtUp()
        const [position] = await Promise.all([scene.append(...turns(10)), runner.rebuild(scene.id())])
        await runner.waitFor(scene.id(), position)
        await scene.assertEachOnce()
      },
    },
    {
      name: 'meets parked events again with a rebuild',
      async run(subject) {
        const scene = new Scene(subject)
        let refuses = true
        const before = () => {
          if (refuses) throw new Error('refused')
        }
        await scene.append('a')
        const runner = await scene.start([scene.projection('rows', { before, onError: 'deadLetter' })])
        await runner.caughtUp()
        refuses = false
        await runner.rebuild(scene.id())
        assert.deepEqual(await scene.keys(), ['a'])
        assert.deepEqual(await runner.failedEvents(scene.id()), [])
      },
    },
    {
      name: 'refuses to rebuild what cannot be emptied',
      async run(subject) {
        const scene = new Scene(subject)
        const runner = await scene.start([scene.projection('rows', { resettable: false })])
        await scene.append('a')
        await runner.caughtUp()
        await rejection(runner.rebuild(scene.id()), 'ERR_CONFIGURATION')
        assert.deepEqual(await scene.keys(), ['a'])
      },
    },
    {
      name: 'refuses what is not there',
      async run(subject) {
        const scene = new Scene(subject)
        const runner = await scene.start([scene.projection()])
        const nobody = projectionId('nobody')
        await rejection(runner.pause(nobody), 'ERR_NOT_FOUND')
        await rejection(runner.resume(nobody), 'ERR_NOT_FOUND')
        await rejection(runner.rebuild(nobody), 'ERR_NOT_FOUND')
        await rejection(runner.failedEvents(nobody), 'ERR_NOT_FOUND')
      },
    },
  ],
}
