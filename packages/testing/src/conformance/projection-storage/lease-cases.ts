import { assert } from '../assert.ts'
import { rejection } from '../rejection.ts'
import type { ProjectionStorageTopic } from './projection-storage-subject.ts'
import { at, eventually, hold, holdOne, moveOf, someMember, someProjection } from './some-projection.ts'

/** Who is alive, and who holds what. */
export const leaseCases: ProjectionStorageTopic = {
  topic: 'leases',
  cases: [
    {
      name: 'tell a member of itself and of others that are alive, with what they run',
      async run({ storage: { leases } }) {
        const projection = someProjection()
        const [one, other] = [someMember(), someMember()]
        await leases.renew({ memberId: one, runs: [projection] }, { ttlMs: 60_000 })
        const { members } = await leases.renew({ memberId: other, runs: [] }, { ttlMs: 60_000 })
        const known = new Map(members.map(({ memberId, runs }) => [memberId, runs]))
        assert.deepEqual(known.get(one), [projection])
        assert.deepEqual(known.get(other), [])
        assert.equal(members.filter(({ memberId }) => memberId === other).length, 1)
      },
    },
    {
      name: 'take what a member runs from its last renewal',
      async run({ storage: { leases } }) {
        const [one, other, projection] = [someMember(), someMember(), someProjection()]
        await leases.renew({ memberId: one, runs: [] }, { ttlMs: 60_000 })
        await leases.renew({ memberId: one, runs: [projection] }, { ttlMs: 60_000 })
        const { members } = await leases.renew({ memberId: other, runs: [] }, { ttlMs: 60_000 })
        assert.deepEqual(members.find(({ memberId }) => memberId === one)?.runs, [projection])
      },
    },
    {
      name: 'forget a member whose time is over',
      async run({ storage: { leases } }) {
        const [one, other] = [someMember(), someMember()]
        await leases.renew({ memberId: one, runs: [] }, { ttlMs: 30 })
        const members = await eventually(async () => {
          const membership = await leases.renew({ memberId: other, runs: [] }, { ttlMs: 60_000 })
          return membership.members.some(({ memberId }) => memberId === one) ? undefined : membership.members
        })
        assert.ok(members.some(({ memberId }) => memberId === other))
      },
    },
    {
      name: 'hand new slices out at the origin',
      async run({ storage }) {
        const held = await hold(storage, someProjection(), { memberId: someMember(), slices: [0, 3] })
        assert.deepEqual(
          held.map(({ slice, position }) => [slice, position]),
          [
            [0, 0n],
            [3, 0n],
          ],
        )
        assert.ok(held.every(({ epoch }) => epoch >= 1n))
      },
    },
    {
      name: 'hand slices out where their checkpoints stand',
      async run({ storage }) {
        const projection = someProjection()
        const memberId = someMember()
        const held = await holdOne(storage, projection, memberId)
        await storage.checkpoints.saveSlices(projection, [moveOf(held, 7)])
        await storage.leases.leave(memberId)
        assert.equal((await holdOne(storage, projection, someMember())).position, 7n)
      },
    },
    {
      name: 'hand out nothing when nothing is wanted',
      async run({ storage: { leases } }) {
        assert.deepEqual(await leases.claim(someMember(), []), [])
      },
    },
    {
      name: 'claim slices of several projections at once',
      async run({ storage: { leases } }) {
        const memberId = someMember()
        const wanted = [someProjection(), someProjection()].map((each) => ({ ...each, slices: [0, 1] }))
        await leases.renew({ memberId, runs: wanted }, { ttlMs: 60_000 })
        const held = await leases.claim(memberId, wanted)
        assert.equal(held.length, 4)
        assert.equal(new Set(held.map(({ projectionId, slice }) => `${projectionId} ${slice}`)).size, 4)
      },
    },
    {
      name: 'leave what somebody alive holds',
      async run({ storage }) {
        const projection = someProjection()
        await hold(storage, projection, { memberId: someMember(), slices: [0] })
        const held = await hold(storage, projection, { memberId: someMember(), slices: [0, 1] })
        assert.deepEqual(
          held.map(({ slice }) => slice),
          [1],
        )
      },
    },
    {
      name: 'give a member its own slices again, with another epoch',
      async run({ storage }) {
        const projection = someProjection()
        const memberId = someMember()
        const first = await holdOne(storage, projection, memberId)
        assert.ok((await holdOne(storage, projection, memberId)).epoch > first.epoch)
      },
    },
    {
      name: 'hand each slice to one of five who claim all at once',
      async run({ storage }) {
        const projection = someProjection()
        const slices = Array.from({ length: 16 }, (_, slice) => slice)
        const members = Array.from({ length: 5 }, someMember)
        const held = await Promise.all(
          members.map((memberId) => hold(storage, projection, { memberId, slices })),
        )
        const numbers = held.flat().map(({ slice }) => slice)
        assert.equal(new Set(numbers).size, numbers.length)
        const status = await storage.leases.status(projection)
        for (const { slice, holder } of status) {
          const owner = members.find((_, index) => held[index]?.some((each) => each.slice === slice))
          if (owner !== undefined) assert.equal(holder, owner)
        }
      },
    },
    {
      name: 'sum up what a member holds',
      async run({ storage }) {
        const projection = someProjection()
        const memberId = someMember()
        const held = await hold(storage, projection, { memberId, slices: [0, 1, 2] })
        const membership = await storage.leases.renew({ memberId, runs: [projection] }, { ttlMs: 60_000 })
        const epochs = held.reduce((sum, { epoch }) => sum + epoch, 0n)
        assert.deepEqual(membership.held, [{ ...projection, slices: 3, epochs }])
      },
    },
    {
      name: 'sum up nothing for who holds nothing',
      async run({ storage: { leases } }) {
        const { held } = await leases.renew({ memberId: someMember(), runs: [] }, { ttlMs: 60_000 })
        assert.deepEqual(held, [])
      },
    },
    {
      name: 'are free at once when they are released',
      async run({ storage }) {
        const projection = someProjection()
        const memberId = someMember()
        const [, second] = await hold(storage, projection, { memberId, slices: [0, 1] })
        await storage.leases.release(memberId, [{ ...projection, slices: [1] }])
        const held = await hold(storage, projection, { memberId: someMember(), slices: [0, 1] })
        assert.deepEqual(
          held.map(({ slice }) => slice),
          [1],
        )
        assert.ok((held[0]?.epoch ?? 0n) > (second?.epoch ?? 0n))
      },
    },
    {
      name: 'are not released by somebody else',
      async run({ storage }) {
        const projection = someProjection()
        const memberId = someMember()
        await holdOne(storage, projection, memberId)
        await storage.leases.release(someMember(), [{ ...projection, slices: [0, 1] }])
        assert.equal((await storage.leases.status(projection))[0]?.holder, memberId)
      },
    },
    {
      name: 'are free at once when a member leaves',
      async run({ storage }) {
        const projection = someProjection()
        const [one, other] = [someMember(), someMember()]
        await hold(storage, projection, { memberId: one, slices: [0, 1] })
        await storage.leases.leave(one)
        const { members } = await storage.leases.renew({ memberId: other, runs: [] }, { ttlMs: 60_000 })
        assert.ok(members.every(({ memberId }) => memberId !== one))
        assert.equal((await hold(storage, projection, { memberId: other, slices: [0, 1] })).length, 2)
      },
    },
    {
      name: 'may be left twice',
      async run({ storage: { leases } }) {
        const memberId = someMember()
        await leases.leave(memberId)
        await leases.leave(memberId)
        const { members } = await leases.renew({ memberId, runs: [] }, { ttlMs: 60_000 })
        assert.ok(members.some((member) => member.memberId === memberId))
      },
    },
    {
      name: 'pass to others when their holder gives no sign of life, and not before',
      async run({ storage }) {
        const projection = someProjection()
        const dead = someMember()
        const begun = Date.now()
        const [lost] = await hold(storage, projection, { memberId: dead, slices: [0], ttlMs: 300 })
        const memberId = someMember()
        const held = await eventually(
          async () => (await hold(storage, projection, { memberId, slices: [0] }))[0],
        )
        assert.ok(Date.now() - begun >= 250, 'it was taken from somebody alive')
        assert.ok(held.epoch > (lost?.epoch ?? 0n))
      },
    },
    {
      name: 'keep out a holder that slept through its time',
      async run({ storage }) {
        const projection = someProjection()
        const [lost] = await hold(storage, projection, { memberId: someMember(), slices: [0], ttlMs: 20 })
        assert.ok(lost !== undefined)
        const memberId = someMember()
        const held = await eventually(
          async () => (await hold(storage, projection, { memberId, slices: [0] }))[0],
        )
        await rejection(storage.checkpoints.saveSlices(projection, [moveOf(lost, 5)]), 'ERR_LEASE_LOST')
        await storage.checkpoints.saveSlices(projection, [moveOf(held, 5)])
        assert.equal((await storage.leases.status(projection))[0]?.position, 5n)
      },
    },
    {
      name: 'let a holder write that slept, while nobody has taken its slice',
      async run({ storage }) {
        const projection = someProjection()
        const [held] = await hold(storage, projection, { memberId: someMember(), slices: [0], ttlMs: 1 })
        assert.ok(held !== undefined)
        await eventually(async () => {
          const [status] = await storage.leases.status(projection)
          return status?.holder === undefined ? true : undefined
        })
        await storage.checkpoints.saveSlices(projection, [moveOf(held, 5)])
        assert.equal((await storage.leases.status(projection))[0]?.position, 5n)
      },
    },
    {
      name: 'are prolonged by a renewal, for all slices',
      async run({ storage }) {
        const projection = someProjection()
        const memberId = someMember()
        await hold(storage, projection, { memberId, slices: [0, 1], ttlMs: 1 })
        await storage.leases.renew({ memberId, runs: [projection] }, { ttlMs: 60_000 })
        assert.deepEqual(await hold(storage, projection, { memberId: someMember(), slices: [0, 1] }), [])
      },
    },
    {
      name: 'say where each slice stands, by number, and who holds it',
      async run({ storage }) {
        const projection = someProjection()
        const [one, other] = [someMember(), someMember()]
        await hold(storage, projection, { memberId: one, slices: [2, 0] })
        await hold(storage, projection, { memberId: other, slices: [1] })
        await storage.leases.release(one, [{ ...projection, slices: [2] }])
        const status = await storage.leases.status(projection)
        assert.deepEqual(
          status.map(({ slice, holder }) => [slice, holder]),
          [
            [0, one],
            [1, other],
            [2, undefined],
          ],
        )
        assert.ok(status.every(({ updatedAt }) => updatedAt instanceof Date))
      },
    },
    {
      name: 'know no slices of a projection that has never run',
      async run({ storage: { leases } }) {
        assert.deepEqual(await leases.status(someProjection()), [])
      },
    },
    {
      name: 'are taken away by a reclaim, whose epoch keeps the holder out',
      async run({ storage }) {
        const projection = someProjection()
        const held = await holdOne(storage, projection, someMember())
        await storage.leases.reclaim(projection)
        const [status] = await storage.leases.status(projection)
        assert.equal(status?.holder, undefined)
        assert.equal(status?.position, 0n)
        await rejection(storage.checkpoints.saveSlices(projection, [moveOf(held, 5)]), 'ERR_LEASE_LOST')
      },
    },
    {
      name: 'are set back by a reclaim with a position',
      async run({ storage }) {
        const projection = someProjection()
        const held = await holdOne(storage, projection, someMember())
        await storage.checkpoints.saveSlices(projection, [moveOf(held, 50)])
        await storage.leases.reclaim(projection, { position: at(7) })
        assert.equal((await holdOne(storage, projection, someMember())).position, 7n)
      },
    },
    {
      name: 'are reclaimed one by one',
      async run({ storage }) {
        const projection = someProjection()
        const memberId = someMember()
        await hold(storage, projection, { memberId, slices: [0, 1] })
        await storage.leases.reclaim(projection, { slices: [1] })
        const status = await storage.leases.status(projection)
        assert.deepEqual(
          status.map(({ holder }) => holder),
          [memberId, undefined],
        )
      },
    },
    {
      name: 'stay when the transaction of a reclaim is rolled back',
      async run({ storage }) {
        const projection = someProjection()
        const memberId = someMember()
        const held = await holdOne(storage, projection, memberId)
        await storage
          .transaction(async (transaction) => {
            await storage.leases.reclaim(projection, { position: at(7), transaction })
            throw new Error('no')
          })
          .catch(() => undefined)
        await storage.checkpoints.saveSlices(projection, [moveOf(held, 5)])
        assert.equal((await storage.leases.status(projection))[0]?.holder, memberId)
      },
    },
    {
      name: 'wait in a reclaim for the batch that is being committed',
      needs: 'concurrent-connections',
      async run({ storage }) {
        const projection = someProjection()
        const held = await holdOne(storage, projection, someMember())
        let reclaimed: Promise<void> | undefined
        let isReclaimed = false
        await storage.transaction(async (transaction) => {
          await storage.checkpoints.saveSlices(projection, [moveOf(held, 5)], { transaction })
          reclaimed = storage.leases.reclaim(projection).then(() => void (isReclaimed = true))
          await storage.leases.renew({ memberId: someMember(), runs: [] }, { ttlMs: 1 }) // a round trip meanwhile
          assert.equal(isReclaimed, false)
        })
        await reclaimed
        assert.equal((await storage.leases.status(projection))[0]?.position, 5n)
      },
    },
    {
      name: 'are claimed without waiting, past a batch that is being committed',
      needs: 'concurrent-connections',
      async run({ storage }) {
        const projection = someProjection()
        const dead = someMember()
        const [held] = await hold(storage, projection, { memberId: dead, slices: [0] })
        assert.ok(held !== undefined)
        await storage.transaction(async (transaction) => {
          await storage.checkpoints.saveSlices(projection, [moveOf(held, 5)], { transaction })
          await storage.leases.renew({ memberId: dead, runs: [] }, { ttlMs: 1 })
          await eventually(async () => {
            const [status] = await storage.leases.status(projection)
            return status?.holder === undefined ? true : undefined
          })
          assert.deepEqual(await hold(storage, projection, { memberId: someMember(), slices: [0] }), [])
        })
        assert.equal((await holdOne(storage, projection, someMember())).position, 5n)
      },
    },
  ],
}
