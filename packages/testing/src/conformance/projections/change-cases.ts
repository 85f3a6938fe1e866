import type { ProjectionChange } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { take } from '../collect.ts'
import { reasonOf } from '../rejection.ts'
import type { ProjectionsTopic } from './projections-subject.ts'
import { Scene } from './scene.ts'

/** What is told of commits. */
export const changeCases: ProjectionsTopic = {
  topic: 'changes',
  cases: [
    {
      name: 'name the keys and the position, before those who wait go on',
      async run(subject) {
        const scene = new Scene(subject)
        const heard: ProjectionChange[] = []
        const runner = await scene.start([scene.projection()])
        runner.onChange((change) => heard.push(change))
        const position = await scene.append('a')
        await runner.waitFor(scene.id(), position)
        assert.deepEqual(
          heard.map(({ projectionId, keys }) => [projectionId, keys]),
          [[scene.id(), ['a']]],
        )
        assert.ok((heard[0]?.position ?? 0n) >= position)
      },
    },
    {
      name: 'name no keys where the projection does not',
      async run(subject) {
        const scene = new Scene(subject)
        const heard: ProjectionChange[] = []
        const { keys: _, ...projection } = scene.projection()
        const runner = await scene.start([projection])
        runner.onChange((change) => heard.push(change))
        await runner.waitFor(scene.id(), await scene.append('a'))
        assert.deepEqual(
          heard.map(({ keys }) => keys),
          [undefined],
        )
      },
    },
    {
      name: 'are not told of what did not concern the projection',
      async run(subject) {
        const scene = new Scene(subject)
        const heard: ProjectionChange[] = []
        const runner = await scene.start([scene.projection()])
        await runner.caughtUp()
        runner.onChange((change) => heard.push(change))
        await runner.waitFor(scene.id(), await scene.appendTyped('Ignored', ['a']))
        assert.deepEqual(heard, [])
      },
    },
    {
      name: 'are not told of a batch that was refused',
      async run(subject) {
        const scene = new Scene(subject)
        const heard: ProjectionChange[] = []
        const before = () => {
          throw new Error('refused')
        }
        const runner = await scene.start([scene.projection('rows', { before })])
        runner.onChange((change) => heard.push(change))
        await scene.append('a')
        await runner.caughtUp().catch(() => undefined)
        assert.deepEqual(heard, [])
      },
    },
    {
      name: 'go on after a listener that throws, and end for one that leaves',
      async run(subject) {
        const scene = new Scene(subject)
        const heard: string[] = []
        const runner = await scene.start([scene.projection()])
        runner.onChange(() => {
          throw new Error('a listener')
        })
        const leave = runner.onChange(({ keys }) => heard.push(...(keys ?? [])))
        await runner.waitFor(scene.id(), await scene.append('a'))
        leave()
        await runner.waitFor(scene.id(), await scene.append('b'))
        assert.deepEqual(heard, ['a'])
      },
    },
    {
      name: 'are followed, those of some projections alone',
      async run(subject) {
        const scene = new Scene(subject)
        const runner = await scene.start([scene.projection(), scene.projection('other')])
        await runner.waitFor(scene.id('other'), await scene.append('a'))
        await runner.caughtUp()
        const changes = runner.changes.subscribe({ projections: [scene.id('other')], after: 0n as never })
        const [change] = await take(changes, 1)
        assert.equal(change?.projectionId, scene.id('other'))
      },
    },
    {
      name: 'are resumed behind a position',
      async run(subject) {
        const scene = new Scene(subject)
        const runner = await scene.start([scene.projection()])
        const first = await scene.append('a')
        await runner.waitFor(scene.id(), first)
        await runner.waitFor(scene.id(), await scene.append('b'))
        const [change] = await take(runner.changes.subscribe({ after: first }), 1)
        assert.deepEqual(change?.keys, ['b'])
      },
    },
    {
      name: 'are merged for a subscriber that is slow, with all keys',
      async run(subject) {
        const scene = new Scene(subject)
        const runner = await scene.start([scene.projection()])
        await runner.caughtUp()
        for (const key of ['a', 'b', 'c']) await runner.waitFor(scene.id(), await scene.append(key))
        const [change] = await take(runner.changes.subscribe({ after: 0n as never }), 1)
        assert.deepEqual(change?.keys?.toSorted(), ['a', 'b', 'c'])
      },
    },
    {
      name: 'say of a rebuild that everything may have changed',
      async run(subject) {
        const scene = new Scene(subject)
        const heard: ProjectionChange[] = []
        const runner = await scene.start([scene.projection()])
        await runner.waitFor(scene.id(), await scene.append('a'))
        runner.onChange((change) => heard.push(change))
        await runner.rebuild(scene.id())
        assert.ok(heard.some(({ keys }) => keys === undefined))
      },
    },
    {
      name: 'end with the signal, by throwing its reason',
      async run(subject) {
        const scene = new Scene(subject)
        const runner = await scene.start([scene.projection()])
        const stop = new AbortController()
        const next = take(runner.changes.subscribe({ signal: stop.signal }), 1)
        const reason = new Error('enough')
        stop.abort(reason)
        assert.equal(await reasonOf(next), reason)
      },
    },
  ],
}
