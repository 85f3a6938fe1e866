import { assert } from '../assert.ts'
import { eventually } from '../projection-storage/some-projection.ts'
import { rejection } from '../rejection.ts'
import type { ProjectionsTopic } from './projections-subject.ts'
import { Scene, statusOf, turns } from './scene.ts'

/** Many workers, and many runners. */
export const sliceCases: ProjectionsTopic = {
  topic: 'slices',
  cases: [
    {
      name: 'keep the order of each key among several workers',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append(...turns(60, 9))
        const projection = scene.projection('rows', { slices: 8 })
        const runner = await scene.start([projection], { parallelism: 4, batchSize: 5 })
        await runner.caughtUp()
        await scene.assertEachOnce()
      },
    },
    {
      name: 'keep the order of all where everything is one key',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append(...turns(30, 7))
        const projection = scene.projection('rows', { slices: 8, sliceBy: () => 'all' })
        const runner = await scene.start([projection], { parallelism: 4, batchSize: 4 })
        await runner.caughtUp()
        assert.deepEqual(await scene.keys(), turns(30, 7))
      },
    },
    {
      name: 'are each held by somebody, who is named',
      async run(subject) {
        const scene = new Scene(subject)
        const projection = scene.projection('rows', { slices: 5 })
        const runner = await scene.start([projection], { memberId: 'the only one' })
        const held = await eventually(async () => {
          const slices = await runner.slices(scene.id())
          return slices.length === 5 ? slices : undefined
        })
        assert.deepEqual(
          held.map(({ slice, holder }) => [slice, holder]),
          [0, 1, 2, 3, 4].map((slice) => [slice, 'the only one']),
        )
        const status = await eventually(async () => {
          const found = await statusOf(runner, scene.id())
          return found.holder === undefined ? undefined : found
        })
        assert.equal(status.holder, 'the only one')
      },
    },
    {
      name: 'do not change in number within a version',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append('a') // so that there is something to wait for
        const first = await scene.start([scene.projection('rows', { slices: 2 })])
        await first.caughtUp()
        await first.stop()
        await scene.append('b')
        const second = await scene.start([scene.projection('rows', { slices: 3 })])
        await rejection(second.caughtUp(), 'ERR_CONFIGURATION')
        assert.equal((await statusOf(second, scene.id())).state, 'failed')
      },
    },
    {
      name: 'are shared by runners, each event handled once',
      needs: 'several-runners',
      async run(subject) {
        const scene = new Scene(subject)
        const projection = scene.projection('rows', { slices: 8 })
        const runners = [await scene.start([projection]), await scene.start([projection])]
        await scene.append(...turns(30, 9))
        await eventually(async () => {
          const holders = new Set((await runners[0]?.slices(scene.id()))?.map(({ holder }) => holder))
          return holders.size === 2 && !holders.has(undefined) ? holders : undefined
        })
        const position = await scene.append(...turns(30, 9))
        for (const runner of runners) await runner.waitFor(scene.id(), position, { timeoutMs: 10_000 })
        await scene.assertEachOnce()
      },
    },
    {
      name: 'go to another runner when theirs stops',
      needs: 'several-runners',
      async run(subject) {
        const scene = new Scene(subject)
        const projection = scene.projection('rows', { slices: 4 })
        const first = await scene.start([projection])
        await scene.append(...turns(8))
        await first.caughtUp()
        const second = await scene.start([projection])
        await first.stop()
        await second.waitFor(scene.id(), await scene.append(...turns(8)), { timeoutMs: 10_000 })
        await scene.assertEachOnce()
      },
    },
    {
      name: 'leave a runner on standby that holds none',
      needs: 'several-runners',
      async run(subject) {
        const scene = new Scene(subject)
        await scene.append('a')
        const projection = scene.projection()
        const runners = await Promise.all([scene.start([projection]), scene.start([projection])])
        const states = await eventually(async () => {
          const found = await Promise.all(runners.map((runner) => statusOf(runner, scene.id())))
          const both = found.map(({ state }) => state).toSorted()
          return both.join() === 'running,standby' ? both : undefined
        })
        assert.deepEqual(states, ['running', 'standby'])
      },
    },
    {
      name: 'are waited for in whichever runner they are held',
      needs: 'several-runners',
      async run(subject) {
        const scene = new Scene(subject)
        const projection = scene.projection()
        const runners = await Promise.all([scene.start([projection]), scene.start([projection])])
        const position = await scene.append('a')
        for (const runner of runners) {
          await runner.waitFor(scene.id(), position, { timeoutMs: 10_000 })
          assert.deepEqual(await scene.keys(), ['a'])
        }
      },
    },
  ],
}
