import { assert } from '../assert.ts'
import { reasonOf } from '../rejection.ts'
import type { ProjectionStorageTopic } from './projection-storage-subject.ts'
import { aLetter, holdOne, moveOf, someMember, someProjection } from './some-projection.ts'

/** What commits together. */
export const transactionCases: ProjectionStorageTopic = {
  topic: 'transactions',
  cases: [
    {
      name: 'give what the work gave',
      async run({ storage }) {
        assert.equal(await storage.transaction(async () => 7), 7)
      },
    },
    {
      name: 'keep checkpoint and parked events together',
      async run({ storage }) {
        const projection = someProjection()
        const held = await holdOne(storage, projection, someMember())
        await storage.transaction(async (transaction) => {
          await storage.checkpoints.saveSlices(projection, [moveOf(held, 5)], { transaction })
          await storage.deadLetters.park(projection, [aLetter('a', 5)], { transaction })
        })
        assert.equal((await storage.leases.status(projection))[0]?.position, 5n)
        assert.equal((await storage.deadLetters.find(projection)).length, 1)
      },
    },
    {
      name: 'take everything back when the work rejects, and give its reason',
      async run({ storage }) {
        const projection = someProjection()
        const held = await holdOne(storage, projection, someMember())
        const reason = new Error('no')
        const work = storage.transaction(async (transaction) => {
          await storage.checkpoints.saveSlices(projection, [moveOf(held, 5)], { transaction })
          await storage.deadLetters.park(projection, [aLetter('a', 5)], { transaction })
          throw reason
        })
        assert.equal(await reasonOf(work), reason)
        assert.equal((await storage.leases.status(projection))[0]?.position, 0n)
        assert.equal((await storage.deadLetters.find(projection)).length, 0)
      },
    },
    {
      name: 'go on after an attempt that failed, without what it wrote',
      async run({ storage }) {
        const projection = someProjection()
        const reason = new Error('no')
        await storage.transaction(async (transaction) => {
          await storage.deadLetters.park(projection, [aLetter('before', 1)], { transaction })
          const attempt = storage.attempt(transaction, async () => {
            await storage.deadLetters.park(projection, [aLetter('within', 2)], { transaction })
            throw reason
          })
          assert.equal(await reasonOf(attempt), reason)
          await storage.deadLetters.park(projection, [aLetter('behind', 3)], { transaction })
        })
        assert.deepEqual([...(await storage.deadLetters.keys(projection))].toSorted(), ['before', 'behind'])
      },
    },
    {
      name: 'keep what an attempt wrote that went well',
      async run({ storage }) {
        const projection = someProjection()
        await storage.transaction(async (transaction) => {
          const result = await storage.attempt(transaction, async () => {
            await storage.deadLetters.park(projection, [aLetter('a', 1)], { transaction })
            return 7
          })
          assert.equal(result, 7)
        })
        assert.equal((await storage.deadLetters.find(projection)).length, 1)
      },
    },
    {
      name: 'keep attempts one after the other apart',
      async run({ storage }) {
        const projection = someProjection()
        await storage.transaction(async (transaction) => {
          for (const [index, key] of ['a', 'b', 'c', 'd'].entries()) {
            await storage
              .attempt(transaction, async () => {
                await storage.deadLetters.park(projection, [aLetter(key, index + 1)], { transaction })
                if (index % 2 === 1) throw new Error('no')
              })
              .catch(() => undefined)
          }
        })
        assert.deepEqual([...(await storage.deadLetters.keys(projection))].toSorted(), ['a', 'c'])
      },
    },
    {
      name: 'take back what attempts kept when the whole is rolled back',
      async run({ storage }) {
        const projection = someProjection()
        await storage
          .transaction(async (transaction) => {
            await storage.attempt(transaction, () =>
              storage.deadLetters.park(projection, [aLetter('a', 1)], { transaction }),
            )
            throw new Error('no')
          })
          .catch(() => undefined)
        assert.equal((await storage.deadLetters.find(projection)).length, 0)
      },
    },
    {
      name: 'have the second of two that move a slice wait for the first, and refuse it',
      needs: 'concurrent-connections',
      async run({ storage }) {
        const projection = someProjection()
        const held = await holdOne(storage, projection, someMember())
        let second: Promise<unknown> = Promise.resolve()
        await storage.transaction(async (transaction) => {
          await storage.checkpoints.saveSlices(projection, [moveOf(held, 5)], { transaction })
          second = reasonOf(
            storage.transaction((other) =>
              storage.checkpoints.saveSlices(projection, [moveOf(held, 9)], { transaction: other }),
            ),
          )
          second.catch(() => undefined)
          await storage.leases.status(projection) // a round trip meanwhile
        })
        const reason = await second
        assert.ok(reason instanceof Error && 'code' in reason && reason.code === 'ERR_LEASE_LOST')
        assert.equal((await storage.leases.status(projection))[0]?.position, 5n)
      },
    },
    {
      name: 'show others nothing before they commit',
      needs: 'concurrent-connections',
      async run({ storage }) {
        const projection = someProjection()
        const held = await holdOne(storage, projection, someMember())
        await storage.transaction(async (transaction) => {
          await storage.checkpoints.saveSlices(projection, [moveOf(held, 5)], { transaction })
          assert.equal((await storage.leases.status(projection))[0]?.position, 0n)
        })
        assert.equal((await storage.leases.status(projection))[0]?.position, 5n)
      },
    },
  ],
}
