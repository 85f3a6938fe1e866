import { assert } from '../assert.ts'
import { rejection } from '../rejection.ts'
import type { ProjectionStorageTopic } from './projection-storage-subject.ts'
import { hold, holdOne, moveOf, someMember, someProjection } from './some-projection.ts'

/** Which versions there are, and which one is read. */
export const versionCases: ProjectionStorageTopic = {
  topic: 'versions',
  cases: [
    {
      name: 'are not known before they begin',
      async run({ storage: { versions } }) {
        const { projectionId } = someProjection()
        assert.deepEqual(await versions.find([projectionId]), [
          {
            projectionId,
            activeVersion: undefined,
            isPaused: false,
            eventsPerSecond: undefined,
            versions: [],
          },
        ])
      },
    },
    {
      name: 'begin once, and are active when they are the first',
      async run({ storage: { versions } }) {
        const projection = someProjection()
        assert.deepEqual(await versions.begin(projection, { slices: 4 }), { isNew: true, state: 'active' })
        assert.deepEqual(await versions.begin(projection, { slices: 4 }), { isNew: false, state: 'active' })
        const [found] = await versions.find([projection.projectionId])
        assert.equal(found?.activeVersion, 1)
        assert.equal(found.versions[0]?.slices, 4)
        assert.ok(found.versions[0]?.begunAt instanceof Date)
      },
    },
    {
      name: 'begin for one of five who try at once',
      async run({ storage }) {
        const projection = someProjection()
        const begun = await Promise.all(
          Array.from({ length: 5 }, () =>
            storage.transaction((transaction) =>
              storage.versions.begin(projection, { slices: 1, transaction }),
            ),
          ),
        )
        assert.equal(begun.filter(({ isNew }) => isNew).length, 1)
      },
    },
    {
      name: 'have not begun when the transaction is rolled back',
      async run({ storage }) {
        const projection = someProjection()
        await storage
          .transaction(async (transaction) => {
            await storage.versions.begin(projection, { slices: 1, transaction })
            throw new Error('no')
          })
          .catch(() => undefined)
        assert.equal((await storage.versions.begin(projection, { slices: 2 })).isNew, true)
      },
    },
    {
      name: 'do not change the number of their slices',
      async run({ storage: { versions } }) {
        const projection = someProjection()
        await versions.begin(projection, { slices: 4 })
        await rejection(versions.begin(projection, { slices: 5 }), 'ERR_CONFIGURATION')
        assert.equal((await versions.begin(projection, { slices: 4 })).isNew, false)
      },
    },
    {
      name: 'take the place of an earlier one at once when they have no tables of their own',
      async run({ storage: { versions } }) {
        const first = someProjection()
        await versions.begin(first, { slices: 1 })
        const second = { ...first, version: 2 }
        assert.deepEqual(await versions.begin(second, { slices: 1 }), { isNew: true, state: 'active' })
        const [found] = await versions.find([first.projectionId])
        assert.equal(found?.activeVersion, 2)
        assert.deepEqual(
          found.versions.map(({ version, state }) => [version, state]),
          [
            [1, 'retired'],
            [2, 'active'],
          ],
        )
      },
    },
    {
      name: 'are superseded by a later one',
      async run({ storage: { versions } }) {
        const first = someProjection()
        await versions.begin({ ...first, version: 2 }, { slices: 1 })
        await rejection(versions.begin(first, { slices: 1 }), 'ERR_SUPERSEDED')
        const third = { ...first, version: 3 }
        await versions.begin(third, { slices: 1 })
        await rejection(versions.begin({ ...first, version: 2 }, { slices: 1 }), 'ERR_SUPERSEDED')
        assert.equal((await versions.find([first.projectionId]))[0]?.activeVersion, 3)
      },
    },
    {
      name: 'write no checkpoints once they are replaced',
      async run({ storage }) {
        const first = someProjection()
        await storage.versions.begin(first, { slices: 1 })
        const memberId = someMember()
        const held = await holdOne(storage, first, memberId)
        await storage.versions.begin({ ...first, version: 2 }, { slices: 1 })
        await rejection(storage.checkpoints.saveSlices(first, [moveOf(held, 5)]), 'ERR_LEASE_LOST')
        assert.deepEqual(await hold(storage, first, { memberId, slices: [0] }), [])
      },
    },
    {
      name: 'are found in the order that was asked for',
      async run({ storage: { versions } }) {
        const [one, other] = [someProjection(), someProjection()]
        await versions.begin(one, { slices: 1 })
        const found = await versions.find([other.projectionId, one.projectionId])
        assert.deepEqual(
          found.map(({ projectionId, activeVersion }) => [projectionId, activeVersion]),
          [
            [other.projectionId, undefined],
            [one.projectionId, 1],
          ],
        )
      },
    },
    {
      name: 'say which one is active to who locks it',
      async run({ storage }) {
        const projection = someProjection()
        const { projectionId } = projection
        const lock = () =>
          storage.transaction((transaction) =>
            storage.versions.lock(projectionId, { mode: 'shared', transaction }),
          )
        assert.equal(await lock(), undefined)
        await storage.versions.begin(projection, { slices: 1 })
        assert.equal(await lock(), 1)
      },
    },
    {
      name: 'are told to rest, to go on and how fast',
      async run({ storage: { versions } }) {
        const { projectionId } = someProjection()
        await versions.steer(projectionId, { isPaused: true, eventsPerSecond: 100 })
        await versions.steer(projectionId, { isPaused: false })
        const [slow] = await versions.find([projectionId])
        assert.equal(slow?.isPaused, false)
        assert.equal(slow.eventsPerSecond, 100)
        await versions.steer(projectionId, { eventsPerSecond: null })
        const [free] = await versions.find([projectionId])
        assert.equal(free?.eventsPerSecond, undefined)
      },
    },
    {
      name: 'cannot be given up when they are active',
      async run({ storage }) {
        const projection = someProjection()
        await storage.versions.begin(projection, { slices: 1 })
        const cancelled = await storage.transaction((transaction) =>
          storage.versions.cancel(projection, { transaction }),
        )
        assert.equal(cancelled, false)
        assert.equal((await storage.versions.find([projection.projectionId]))[0]?.activeVersion, 1)
      },
    },
  ],
}
