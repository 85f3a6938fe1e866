import { waitUntil } from '../../server/wait-until.ts'
import { assert } from '../assert.ts'
import type { ProjectionsTopic } from './projections-subject.ts'
import { Scene, statusOf, turns } from './scene.ts'

/** Every event once, in order. */
export const handlingCases: ProjectionsTopic = {
  topic: 'handling',
  cases: [
    {
      name: 'is done at once where there is nothing',
      async run(subject) {
        const scene = new Scene(subject)
        const runner = await scene.start([scene.projection()])
        await runner.caughtUp()
        assert.deepEqual(await scene.keys(), [])
      },
    },
    {
      name: 'takes what was appended before, in the order of the log',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append('b', 'a', 'b', 'c')
        const runner = await scene.start([scene.projection()])
        await runner.caughtUp()
        assert.deepEqual(await scene.keys(), ['b', 'a', 'b', 'c'])
      },
    },
    {
      name: 'takes what is appended while it runs',
      async run(subject) {
        const scene = new Scene(subject)
        const runner = await scene.start([scene.projection()])
        await runner.caughtUp()
        for (const key of ['a', 'b', 'c']) await runner.waitFor(scene.id(), await scene.append(key))
        assert.deepEqual(await scene.keys(), ['a', 'b', 'c'])
      },
    },
    {
      name: 'leaves out events of other types',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append('a')
        await scene.appendTyped('Ignored', ['b', 'c'])
        await scene.append('d')
        const runner = await scene.start([scene.projection()])
        await runner.caughtUp()
        assert.deepEqual(await scene.keys(), ['a', 'd'])
        assert.equal(runner.stats(scene.id()).handled, 2)
      },
    },
    {
      name: 'gives batches the same events in the same order',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append(...turns(20))
        const runner = await scene.start([scene.projection('rows', { form: 'batch' })], { batchSize: 7 })
        await runner.caughtUp()
        assert.deepEqual(await scene.keys(), turns(20))
      },
    },
    {
      name: 'divides many events into transactions, without a seam',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append(...turns(40))
        const runner = await scene.start([scene.projection()], { batchSize: 3 })
        await runner.caughtUp()
        await scene.assertEachOnce()
      },
    },
    {
      name: 'gives every projection all its events',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append(...turns(10))
        const names = ['one', 'two', 'three']
        const runner = await scene.start(names.map((name) => scene.projection(name)))
        await scene.append(...turns(10))
        await runner.caughtUp()
        for (const name of names) await scene.assertEachOnce(name)
      },
    },
    {
      name: 'goes on where a former runner stopped',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append('a', 'b')
        const first = await scene.start([scene.projection()])
        await first.caughtUp()
        await first.stop()
        await scene.append('c')
        const second = await scene.start([scene.projection()])
        await second.caughtUp()
        assert.deepEqual(await scene.keys(), ['a', 'b', 'c'])
      },
    },
    {
      name: 'goes on in the same runner after a stop',
      async run(subject) {
        const scene = new Scene(subject)
        const runner = await scene.start([scene.projection()])
        await scene.append('a')
        await runner.caughtUp()
        await runner.stop()
        await scene.append('b')
        await runner.start()
        await runner.caughtUp()
        assert.deepEqual(await scene.keys(), ['a', 'b'])
      },
    },
    {
      name: 'stops twice without harm',
      async run(subject) {
        const scene = new Scene(subject)
        const runner = await scene.start([scene.projection()])
        await Promise.all([runner.stop(), runner.stop()])
        await runner.stop()
        assert.equal((await statusOf(runner, scene.id())).state, 'stopped')
      },
    },
    {
      name: 'empties the rows once, before the first event of a version',
      async run(subject) {
        const scene = new Scene(subject)
        let resets = 0
        const counting = () => ({
          ...scene.projection(),
          reset: async () => {
            resets += 1
          },
        })
        for (const key of ['a', 'b']) {
          await scene.append(key)
          const runner = await scene.start([counting()])
          await runner.caughtUp()
          await runner.stop()
        }
        assert.equal(resets, 1)
        assert.deepEqual(await scene.keys(), ['a', 'b'])
      },
    },
    {
      name: 'begins anew with another version',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append('a', 'b')
        const first = await scene.start([scene.projection()])
        await first.caughtUp()
        await first.stop()
        const second = await scene.start([scene.projection('rows', { version: 2 })])
        await second.caughtUp()
        assert.equal((await statusOf(second, scene.id())).version, 2)
        await scene.assertEachOnce()
      },
    },
    {
      name: 'says that it has nothing to do, when it starts at the end of the log',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append('a')
        const first = await scene.start([scene.projection()])
        await first.caughtUp()
        await first.stop()
        const second = await scene.start([scene.projection()])
        await second.caughtUp()
        const isIdle = async () => (await statusOf(second, scene.id())).state === 'running'
        assert.ok(await waitUntil(isIdle, 5_000), 'it does not come to rest')
      },
    },
    {
      name: 'says where it stands',
      async run(subject) {
        const scene = new Scene(subject)
        const position = await scene.append(...turns(5))
        const runner = await scene.start([scene.projection()])
        await runner.caughtUp()
        const status = await statusOf(runner, scene.id())
        assert.equal(status.state, 'running')
        assert.equal(status.handled, 5)
        assert.equal(status.error, undefined)
        assert.ok(status.position >= position)
        assert.ok(status.head >= position)
      },
    },
  ],
}
