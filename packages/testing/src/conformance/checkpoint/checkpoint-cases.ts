import { randomUUID } from 'node:crypto'
import { globalPosition, origin, projectionId, type CheckpointKey, type CheckpointStore } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { rejection } from '../rejection.ts'
import type { CheckpointTopic } from './checkpoint-subject.ts'

/** Moving checkpoints, and refusing those who may not. */
const moveCases: CheckpointTopic = {
  topic: 'moving',
  cases: [
    {
      name: 'finds nothing of a projection that has never run',
      async run({ store }) {
        assert.equal(await store.load(someKey()), undefined)
      },
    },
    {
      name: 'begins at the origin',
      async run({ store }) {
        const key = someKey()
        await store.save(key, at(5), { from: origin })
        const checkpoint = await store.load(key)
        assert.equal(checkpoint?.position, 5n)
        assert.ok(checkpoint.updatedAt instanceof Date)
      },
    },
    {
      name: 'goes on from where it is',
      async run({ store }) {
        const key = someKey()
        await store.save(key, at(5), { from: origin })
        await store.save(key, at(9), { from: at(5) })
        assert.equal((await store.load(key))?.position, 9n)
      },
    },
    {
      name: 'keeps positions beyond doubles',
      async run({ store }) {
        const key = someKey()
        await store.save(key, at(2n ** 62n + 1n), { from: origin })
        await store.save(key, at(2n ** 62n + 3n), { from: at(2n ** 62n + 1n) })
        assert.equal((await store.load(key))?.position, 2n ** 62n + 3n)
      },
    },
    {
      name: 'refuses who starts behind it, and stays',
      async run({ store }) {
        const key = someKey()
        await store.save(key, at(5), { from: origin })
        await store.save(key, at(9), { from: at(5) })
        await rejection(store.save(key, at(10), { from: at(5) }), 'ERR_LEASE_LOST', { retryable: true })
        await rejection(store.save(key, at(10), { from: origin }), 'ERR_LEASE_LOST')
        assert.equal((await store.load(key))?.position, 9n)
      },
    },
    {
      name: 'refuses who starts beyond it',
      async run({ store }) {
        const key = someKey()
        await rejection(store.save(key, at(9), { from: at(5) }), 'ERR_LEASE_LOST')
        await store.save(key, at(5), { from: origin })
        await rejection(store.save(key, at(9), { from: at(7) }), 'ERR_LEASE_LOST')
        assert.equal((await store.load(key))?.position, 5n)
      },
    },
    {
      name: 'refuses to go back',
      async run({ store }) {
        const key = someKey()
        await store.save(key, at(5), { from: origin })
        await rejection(store.save(key, at(3), { from: at(5) }), 'ERR_INVALID_ARGUMENT')
        assert.equal((await store.load(key))?.position, 5n)
      },
    },
    {
      name: 'lets exactly one of ten writers win that start at the same place',
      async run({ store }) {
        const key = someKey()
        await store.save(key, at(5), { from: origin })
        assert.equal(await winners(store, key, at(5)), 1)
      },
    },
    {
      name: 'lets exactly one of ten writers win that begin at once',
      async run({ store }) {
        assert.equal(await winners(store, someKey(), origin), 1)
      },
    },
    {
      name: 'refuses the epoch of a lease that was taken over',
      async run({ store }) {
        const key = someKey()
        await store.save(key, at(5), { from: origin, epoch: 1n })
        await store.save(key, at(6), { from: at(5), epoch: 2n })
        await rejection(store.save(key, at(7), { from: at(6), epoch: 1n }), 'ERR_LEASE_LOST')
        await store.save(key, at(7), { from: at(6), epoch: 2n })
        assert.equal((await store.load(key))?.position, 7n)
      },
    },
    {
      name: 'refuses an old epoch after a reset too',
      async run({ store }) {
        const key = someKey()
        await store.save(key, at(5), { from: origin, epoch: 2n })
        await store.reset(key)
        await rejection(store.save(key, at(3), { from: origin, epoch: 1n }), 'ERR_LEASE_LOST')
      },
    },
    {
      name: 'is set back to the origin and goes on from there',
      async run({ store }) {
        const key = someKey()
        await store.save(key, at(5), { from: origin })
        await store.reset(key)
        assert.equal((await store.load(key))?.position ?? origin, origin)
        await rejection(store.save(key, at(6), { from: at(5) }), 'ERR_LEASE_LOST')
        await store.save(key, at(3), { from: origin })
        assert.equal((await store.load(key))?.position, 3n)
      },
    },
    {
      name: 'may be set back before it has run',
      async run({ store }) {
        const key = someKey()
        await store.reset(key)
        await store.save(key, at(3), { from: origin })
        assert.equal((await store.load(key))?.position, 3n)
      },
    },
  ],
}

/** Whose checkpoint is whose. */
const keyCases: CheckpointTopic = {
  topic: 'keys',
  cases: [
    {
      name: 'keep projections, versions, slices and tenants apart',
      async run({ store }) {
        const key = someKey()
        const others = [
          someKey(),
          { ...key, version: 2 },
          { ...key, slice: 1 },
          { ...key, tenant: randomUUID() },
        ]
        await store.save(key, at(5), { from: origin })
        for (const other of others) assert.equal(await store.load(other), undefined)
        for (const other of others) await store.save(other, at(7), { from: origin })
        assert.equal((await store.load(key))?.position, 5n)
        await store.reset(key)
        for (const other of others) assert.equal((await store.load(other))?.position, 7n)
      },
    },
    {
      name: 'have slice 0 when none is named',
      async run({ store }) {
        const key = someKey()
        await store.save(key, at(5), { from: origin })
        assert.equal((await store.load({ ...key, slice: 0 }))?.position, 5n)
      },
    },
  ],
}

/** Moving within a transaction of the caller's. */
const transactionCases: CheckpointTopic = {
  topic: 'transactions',
  cases: [
    {
      name: 'move the checkpoint when they commit',
      needs: 'transactions',
      async run({ store, begin }) {
        const key = someKey()
        const transaction = await begin?.()
        assert.ok(transaction !== undefined, 'a subject that claims transactions begins them')
        await store.save(key, at(5), { from: origin, transaction: transaction.handle })
        await transaction.commit()
        assert.equal((await store.load(key))?.position, 5n)
      },
    },
    {
      name: 'leave the checkpoint when they roll back',
      needs: 'transactions',
      async run({ store, begin }) {
        const key = someKey()
        await store.save(key, at(5), { from: origin })
        const transaction = await begin?.()
        assert.ok(transaction !== undefined, 'a subject that claims transactions begins them')
        await store.save(key, at(9), { from: at(5), transaction: transaction.handle })
        await store.reset(key, { transaction: transaction.handle })
        await transaction.rollback()
        assert.equal((await store.load(key))?.position, 5n)
      },
    },
  ],
}

/** Everything the contract `CheckpointStore` promises, for any test runner. */
export const checkpointCases: readonly CheckpointTopic[] = [moveCases, keyCases, transactionCases]

const at = globalPosition

function someKey(): CheckpointKey {
  return { projectionId: projectionId(`projection-${randomUUID()}`), version: 1 }
}

/** How many of ten writers succeed that all start at the same place. */
async function winners(store: CheckpointStore, key: CheckpointKey, from: typeof origin): Promise<number> {
  const settled = await Promise.allSettled(
    Array.from({ length: 10 }, (_, index) => store.save(key, at(from + 10n + BigInt(index)), { from })),
  )
  return settled.filter(({ status }) => status === 'fulfilled').length
}
