import { assert } from '../assert.ts'
import { reasonOf } from '../rejection.ts'
import type { ProjectionStorageTopic } from './projection-storage-subject.ts'
import { aLetter, someProjection } from './some-projection.ts'

const failure = { cause: 'handler', code: 'ERR_PROJECTION', message: 'it was refused' } as const

/** Events that are parked. */
export const deadLetterCases: ProjectionStorageTopic = {
  topic: 'dead letters',
  cases: [
    {
      name: 'are none where nothing was parked',
      async run({ storage: { deadLetters } }) {
        const projection = someProjection()
        assert.deepEqual(await deadLetters.find(projection), [])
        assert.equal((await deadLetters.keys(projection)).size, 0)
        assert.equal(await deadLetters.remove(projection, {}), 0)
      },
    },
    {
      name: 'come back as they were parked',
      async run({ storage: { deadLetters } }) {
        const projection = someProjection()
        const letter = aLetter('a', 5, failure)
        await deadLetters.park(projection, [letter])
        const [found] = await deadLetters.find(projection)
        assert.ok(found !== undefined)
        const { parkedAt, triedAt, ...facts } = found
        assert.deepEqual(facts, letter)
        assert.ok(parkedAt instanceof Date && triedAt instanceof Date)
      },
    },
    {
      name: 'have not been tried while they only wait',
      async run({ storage: { deadLetters } }) {
        const projection = someProjection()
        await deadLetters.park(projection, [aLetter('a', 5)])
        const [found] = await deadLetters.find(projection)
        assert.equal(found?.failure, undefined)
        assert.equal(found?.attempts, 0)
        assert.equal(found?.triedAt, undefined)
      },
    },
    {
      name: 'come by key, and within it in the order of the log',
      async run({ storage: { deadLetters } }) {
        const projection = someProjection()
        await deadLetters.park(projection, [aLetter('b', 9), aLetter('b', 3), aLetter('a', 5)])
        await deadLetters.park(projection, [aLetter('a', 4)])
        const found = await deadLetters.find(projection)
        assert.deepEqual(
          found.map(({ key, globalPosition }) => [key, globalPosition]),
          [
            ['a', 4n],
            ['a', 5n],
            ['b', 3n],
            ['b', 9n],
          ],
        )
      },
    },
    {
      name: 'keep the order in which events of one position were parked',
      async run({ storage: { deadLetters } }) {
        const projection = someProjection()
        const letters = [aLetter('a', 5), aLetter('a', 5), aLetter('a', 5)]
        for (const letter of letters) await deadLetters.park(projection, [letter])
        const found = await deadLetters.find(projection)
        assert.deepEqual(
          found.map(({ eventId }) => eventId),
          letters.map(({ eventId }) => eventId),
        )
      },
    },
    {
      name: 'are found by key, by event and up to a limit',
      async run({ storage: { deadLetters } }) {
        const projection = someProjection()
        const letters = [aLetter('a', 1), aLetter('a', 2), aLetter('b', 3)]
        await deadLetters.park(projection, letters)
        assert.equal((await deadLetters.find(projection, { key: 'a' })).length, 2)
        assert.equal((await deadLetters.find(projection, { eventId: letters[2]?.eventId })).length, 1)
        assert.deepEqual(
          (await deadLetters.find(projection, { limit: 1 })).map(({ eventId }) => eventId),
          [letters[0]?.eventId],
        )
      },
    },
    {
      name: 'name their keys once each',
      async run({ storage: { deadLetters } }) {
        const projection = someProjection()
        await deadLetters.park(projection, [aLetter('a', 1), aLetter('a', 2), aLetter('b', 3)])
        assert.deepEqual([...(await deadLetters.keys(projection))].toSorted(), ['a', 'b'])
      },
    },
    {
      name: 'take on a later failure, and stay in their place',
      async run({ storage: { deadLetters } }) {
        const projection = someProjection()
        const letter = aLetter('a', 1)
        await deadLetters.park(projection, [letter])
        await deadLetters.park(projection, [{ ...letter, failure, attempts: 3 }])
        const [found, ...others] = await deadLetters.find(projection)
        assert.deepEqual(found?.failure, failure)
        assert.equal(found?.attempts, 3)
        assert.ok(found?.triedAt instanceof Date)
        assert.equal(others.length, 0)
      },
    },
    {
      name: 'are removed one by one, by key, and all',
      async run({ storage: { deadLetters } }) {
        const projection = someProjection()
        const letters = [aLetter('a', 1), aLetter('a', 2), aLetter('b', 3), aLetter('c', 4)]
        await deadLetters.park(projection, letters)
        assert.equal(await deadLetters.remove(projection, { eventId: letters[0]?.eventId }), 1)
        assert.equal(await deadLetters.remove(projection, { key: 'a' }), 1)
        assert.deepEqual([...(await deadLetters.keys(projection))].toSorted(), ['b', 'c'])
        assert.equal(await deadLetters.remove(projection, {}), 2)
        assert.deepEqual(await deadLetters.find(projection), [])
      },
    },
    {
      name: 'belong to one version of one projection',
      async run({ storage: { deadLetters } }) {
        const first = someProjection()
        const letter = aLetter('a', 1)
        await deadLetters.park(first, [letter])
        await deadLetters.park({ ...first, version: 2 }, [letter])
        await deadLetters.park(someProjection(), [letter])
        assert.equal(await deadLetters.remove(first, {}), 1)
        assert.equal((await deadLetters.find({ ...first, version: 2 })).length, 1)
      },
    },
    {
      name: 'are parked and removed with the transaction, or not at all',
      async run({ storage }) {
        const projection = someProjection()
        const kept = aLetter('a', 1)
        await storage.deadLetters.park(projection, [kept])
        const reason = new Error('no')
        const work = storage.transaction(async (transaction) => {
          await storage.deadLetters.park(projection, [aLetter('b', 2)], { transaction })
          await storage.deadLetters.remove(projection, { key: 'a' }, { transaction })
          const within = await storage.deadLetters.find(projection, {}, { transaction })
          assert.deepEqual(
            within.map(({ key }) => key),
            ['b'],
          )
          throw reason
        })
        assert.equal(await reasonOf(work), reason)
        const found = await storage.deadLetters.find(projection)
        assert.deepEqual(
          found.map(({ eventId }) => eventId),
          [kept.eventId],
        )
      },
    },
  ],
}
