import { LeaseLostError, origin } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { rejection } from '../rejection.ts'
import type { ProjectionStorageTopic } from './projection-storage-subject.ts'
import { at, hold, holdOne, moveOf, someMember, someProjection } from './some-projection.ts'

/** Moving the checkpoints of slices that are held. */
export const sliceCases: ProjectionStorageTopic = {
  topic: 'moving slices',
  cases: [
    {
      name: 'moves several at once, each from its own place',
      async run({ storage }) {
        const projection = someProjection()
        const held = await hold(storage, projection, { memberId: someMember(), slices: [0, 1, 2] })
        await storage.checkpoints.saveSlices(
          projection,
          held.map((slice, index) => moveOf(slice, 10 + index)),
        )
        const status = await storage.leases.status(projection)
        assert.deepEqual(
          status.map(({ slice, position }) => [slice, position]),
          [
            [0, 10n],
            [1, 11n],
            [2, 12n],
          ],
        )
      },
    },
    {
      name: 'is the checkpoint that is loaded for the slice',
      async run({ storage }) {
        const projection = someProjection()
        const held = await holdOne(storage, projection, someMember())
        await storage.checkpoints.saveSlices(projection, [moveOf(held, 7)])
        assert.equal((await storage.checkpoints.load({ ...projection, slice: 0 }))?.position, 7n)
        assert.equal(await storage.checkpoints.load({ ...projection, slice: 1 }), undefined)
      },
    },
    {
      name: 'keeps positions beyond doubles',
      async run({ storage }) {
        const projection = someProjection()
        const held = await holdOne(storage, projection, someMember())
        await storage.checkpoints.saveSlices(projection, [moveOf(held, 2n ** 62n + 1n)])
        const [status] = await storage.leases.status(projection)
        assert.equal(status?.position, 2n ** 62n + 1n)
      },
    },
    {
      name: 'refuses a slice that is elsewhere',
      async run({ storage }) {
        const projection = someProjection()
        const held = await holdOne(storage, projection, someMember())
        await storage.checkpoints.saveSlices(projection, [moveOf(held, 5)])
        const again = storage.checkpoints.saveSlices(projection, [moveOf(held, 9)])
        await rejection(again, 'ERR_LEASE_LOST', { retryable: true })
        assert.equal((await storage.leases.status(projection))[0]?.position, 5n)
      },
    },
    {
      name: 'refuses an epoch that is over',
      async run({ storage }) {
        const projection = someProjection()
        const memberId = someMember()
        const before = await holdOne(storage, projection, memberId)
        const now = await holdOne(storage, projection, memberId)
        assert.ok(now.epoch > before.epoch)
        await rejection(storage.checkpoints.saveSlices(projection, [moveOf(before, 5)]), 'ERR_LEASE_LOST')
        await storage.checkpoints.saveSlices(projection, [moveOf(now, 5)])
        assert.equal((await storage.leases.status(projection))[0]?.position, 5n)
      },
    },
    {
      name: 'refuses an epoch that has not been',
      async run({ storage }) {
        const projection = someProjection()
        const held = await holdOne(storage, projection, someMember())
        const move = { ...moveOf(held, 5), epoch: held.epoch + 1n }
        await rejection(storage.checkpoints.saveSlices(projection, [move]), 'ERR_LEASE_LOST')
      },
    },
    {
      name: 'refuses slices that were never handed out',
      async run({ storage }) {
        const move = { slice: 0, from: origin, to: at(5), epoch: 1n }
        await rejection(storage.checkpoints.saveSlices(someProjection(), [move]), 'ERR_LEASE_LOST')
      },
    },
    {
      name: 'moves none within a transaction when one of them is refused',
      async run({ storage }) {
        const projection = someProjection()
        const [one, other] = await hold(storage, projection, { memberId: someMember(), slices: [0, 1] })
        assert.ok(one !== undefined && other !== undefined)
        const moves = [moveOf(one, 5), { ...moveOf(other, 5), from: at(3) }]
        const work = storage.transaction((transaction) =>
          storage.checkpoints.saveSlices(projection, moves, { transaction }),
        )
        await rejection(work, 'ERR_LEASE_LOST')
        const status = await storage.leases.status(projection)
        assert.deepEqual(
          status.map(({ position }) => position),
          [0n, 0n],
        )
      },
    },
    {
      name: 'refuses to go back',
      async run({ storage }) {
        const projection = someProjection()
        const held = await holdOne(storage, projection, someMember())
        const move = { ...moveOf(held, 3), from: at(5) }
        await rejection(storage.checkpoints.saveSlices(projection, [move]), 'ERR_INVALID_ARGUMENT')
      },
    },
    {
      name: 'keeps versions and projections apart',
      async run({ storage }) {
        const first = someProjection()
        const held = await holdOne(storage, first, someMember())
        await holdOne(storage, someProjection(), someMember())
        const second = { ...first, version: 2 }
        const other = await holdOne(storage, second, someMember())
        await storage.checkpoints.saveSlices(first, [moveOf(held, 5)])
        await storage.checkpoints.saveSlices(second, [moveOf(other, 8)])
        assert.equal((await storage.leases.status(first))[0]?.position, 5n)
        assert.equal((await storage.leases.status(second))[0]?.position, 8n)
      },
    },
    {
      name: 'lets one of ten win that move the same slice from the same place',
      async run({ storage }) {
        const projection = someProjection()
        const held = await holdOne(storage, projection, someMember())
        const settled = await Promise.allSettled(
          Array.from({ length: 10 }, (_, index) =>
            storage.transaction((transaction) =>
              storage.checkpoints.saveSlices(projection, [moveOf(held, 10 + index)], { transaction }),
            ),
          ),
        )
        const lost = settled.filter(({ status }) => status === 'rejected')
        assert.equal(lost.length, 9)
        assert.ok(lost.every((each) => 'reason' in each && each.reason instanceof LeaseLostError))
      },
    },
  ],
}
