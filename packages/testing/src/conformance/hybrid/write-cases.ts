import { globalPosition, projectionId } from '@uno-ts/types'
import { waitUntil } from '../../server/wait-until.ts'
import { assert } from '../assert.ts'
import { product } from '../read-model/product.ts'
import { reasonOf, rejection } from '../rejection.ts'
import type { CachedRepository, HybridCase, HybridSubject, HybridTopic } from './hybrid-subject.ts'

/** A change of the row `a` to 2 units, and how the cache hears of it. */
interface Change {
  readonly what: string
  readonly make: (repository: CachedRepository, truth: HybridSubject['truth']) => Promise<unknown>
  /** What is there after it. Default 2. */
  readonly units?: number | undefined
}

const changed = product('a', { units: 2 })
const change = { projectionId: projectionId('products'), tenant: 'default', position: globalPosition(9) }

const changes: readonly Change[] = [
  { what: 'save', make: (repository) => repository.save(changed) },
  { what: 'saveMany', make: (repository) => repository.saveMany([product('b'), changed]) },
  { what: 'patch', make: (repository) => repository.patch('a', { units: 2 }) },
  {
    what: 'a write past it, and invalidate',
    async make(repository, { repository: truth }) {
      await truth.save(changed)
      await repository.invalidate(['a'])
    },
  },
  {
    what: 'a write past it, and invalidateTags',
    async make(repository, { repository: truth }) {
      await truth.save(changed)
      await repository.invalidateTags(['active'])
    },
  },
  {
    what: 'a write past it, and invalidateAll',
    async make(repository, { repository: truth }) {
      await truth.save(changed)
      await repository.invalidateAll()
    },
  },
  {
    what: 'a projection that names its keys',
    async make(repository, { repository: truth }) {
      await truth.save(changed, { position: globalPosition(9) })
      await repository.applyChange({ ...change, keys: ['a'] })
    },
  },
  {
    what: 'a projection with too many keys to name',
    async make(repository, { repository: truth }) {
      await truth.save(changed, { position: globalPosition(9) })
      await repository.applyChange({ ...change, keys: undefined })
    },
  },
]

const deletions: readonly (Change & { readonly units: undefined })[] = [
  { what: 'delete', make: (repository) => repository.delete('a'), units: undefined },
  { what: 'deleteMany', make: (repository) => repository.deleteMany(['a']), units: undefined },
]

/** What is answered after a write. */
export const writeCases: HybridTopic = {
  topic: 'writing',
  cases: [
    ...[...changes, ...deletions].map(seen),
    {
      name: 'makes a row that was not there',
      async run({ repository }) {
        assert.equal(await repository.get('a'), undefined)
        await repository.save(changed)
        assert.equal((await repository.get('a'))?.units, 2)
      },
    },
    {
      name: 'outdates the row of a write whose outcome is unknown',
      async run({ repository, truth }) {
        await truth.repository.save(product('a'))
        await repository.get('a')
        truth.loseNextReply('the answer to the commit was lost')
        await reasonOf(repository.save(changed))
        assert.equal((await repository.get('a'))?.units, 2)
      },
    },
    {
      name: 'refuses what the database refuses',
      async run({ repository, truth }) {
        await truth.repository.save(product('a'))
        await repository.get('a')
        await rejection(repository.save(changed, { expectedVersion: 7 }), 'ERR_CONCURRENCY')
        assert.equal((await repository.get('a'))?.units, 0)
      },
    },
    {
      name: 'leaves rows of other tags where they are',
      async run({ repository, truth }) {
        await truth.repository.saveMany([product('a'), product('b', { active: false })])
        await repository.getMany(['a', 'b'])
        const reads = truth.reads()
        await repository.invalidateTags(['active'])
        await repository.get('b')
        assert.equal(truth.reads(), reads)
        await repository.get('a')
        assert.equal(truth.reads(), reads + 1)
      },
    },
    {
      name: 'leaves the rows of other tenants where they are',
      async run({ repository, truth }) {
        await truth.repository.save(product('a', { units: 1 }), { tenant: 'other' })
        await repository.get('a', { tenant: 'other' })
        const reads = truth.reads()
        await repository.save(changed)
        assert.equal((await repository.get('a', { tenant: 'other' }))?.units, 1)
        assert.equal(truth.reads(), reads)
        await truth.repository.delete('a', { tenant: 'other' })
      },
    },
  ],
}

/** Readers that have read before a writer writes, and bring what they read after it. */
export const raceCases: HybridTopic = {
  topic: 'races of readers and writers',
  cases: [
    ...[...changes, ...deletions].flatMap((each) => [notParked(each), notShared(each)]),
    {
      name: 'leave no absence behind when the row was made meanwhile',
      async run({ repository, truth }) {
        const release = truth.holdAnswers()
        const early = repository.get('a')
        assert.ok(await waitUntil(() => truth.held() > 0, 5_000))
        await repository.save(changed)
        release()
        assert.equal(await early, undefined)
        assert.equal((await repository.get('a'))?.units, 2)
      },
    },
  ],
}

/** What nobody told the cache of. */
export const stalenessCases: HybridTopic = {
  topic: 'staleness',
  cases: [
    {
      name: 'ends when a row is as old as it may be',
      async run({ repository, truth, clock, maxStalenessMs }) {
        await truth.repository.save(product('a', { units: 1 }))
        await repository.get('a')
        await truth.repository.save(changed)
        clock.advance(maxStalenessMs)
        assert.equal((await repository.get('a'))?.units, 2)
      },
    },
    {
      name: 'ends for a row that was not there, too',
      async run({ repository, truth, clock, maxStalenessMs }) {
        await repository.get('a')
        await truth.repository.save(changed)
        clock.advance(maxStalenessMs)
        assert.equal((await repository.get('a'))?.units, 2)
      },
    },
    {
      name: 'is counted from before the database was asked',
      async run({ repository, truth, clock, maxStalenessMs }) {
        await truth.repository.save(product('a', { units: 1 }))
        const release = truth.holdAnswers()
        const slow = repository.get('a')
        assert.ok(await waitUntil(() => truth.held() > 0, 5_000))
        await truth.repository.save(changed)
        clock.advance(maxStalenessMs - 10)
        release()
        assert.equal((await slow)?.units, 1)
        clock.advance(10)
        assert.equal((await repository.get('a'))?.units, 2)
      },
    },
    {
      name: 'is refused by who names a checkpoint',
      needs: 'checkpoints',
      async run({ repository, truth, setCheckpoint }) {
        await setCheckpoint?.(globalPosition(5))
        await truth.repository.save(product('a', { units: 1 }))
        await repository.get('a')
        await truth.repository.save(changed)
        await setCheckpoint?.(globalPosition(8))
        assert.equal((await repository.get('a', { minPosition: globalPosition(5) }))?.units, 1)
        assert.equal((await repository.get('a', { minPosition: globalPosition(6) }))?.units, 2)
      },
    },
    {
      name: 'is refused for each of many rows',
      needs: 'checkpoints',
      async run({ repository, truth, setCheckpoint }) {
        await setCheckpoint?.(globalPosition(5))
        await truth.repository.saveMany([product('a', { units: 1 }), product('b', { units: 1 })])
        await repository.get('a')
        await truth.repository.save(changed)
        await setCheckpoint?.(globalPosition(8))
        const rows = await repository.getMany(['b', 'a', 'x'], { minPosition: globalPosition(8) })
        assert.deepEqual(
          rows.map((row) => row?.units),
          [1, 2, undefined],
        )
      },
    },
    {
      name: 'is refused by who asks for a row that was not there at its checkpoint',
      needs: 'checkpoints',
      async run({ repository, truth, setCheckpoint }) {
        await setCheckpoint?.(globalPosition(5))
        await repository.get('a')
        await truth.repository.save(changed)
        await setCheckpoint?.(globalPosition(8))
        assert.equal((await repository.get('a', { minPosition: globalPosition(8) }))?.units, 2)
      },
    },
  ],
}

/** Several processes with one cache. */
export const processCases: HybridTopic = {
  topic: 'processes that share a cache',
  cases: [
    ...[...changes, ...deletions].map(heard),
    {
      name: 'ask the database once for a row',
      needs: 'shared',
      async run({ repository, truth, another }) {
        const other = await opened(another)
        await truth.repository.save(product('a', { units: 1 }))
        await repository.get('a')
        assert.equal((await other.get('a'))?.units, 1)
        assert.equal(truth.reads(), 1)
      },
    },
    {
      name: 'leave nothing behind when one reads while another writes',
      needs: 'shared',
      async run({ repository, truth, another }) {
        const other = await opened(another)
        await truth.repository.save(product('a', { units: 1 }))
        const release = truth.holdAnswers()
        const early = repository.get('a')
        assert.ok(await waitUntil(() => truth.held() > 0, 5_000))
        await other.save(changed)
        release()
        assert.equal((await early)?.units, 1)
        assert.equal((await other.get('a'))?.units, 2)
        assert.equal((await repository.get('a'))?.units, 2)
      },
    },
  ],
}

function seen({ what, make, ...rest }: Change): HybridCase {
  return {
    name: `is seen at once: ${what}`,
    async run({ repository, truth }) {
      await truth.repository.save(product('a', { units: 1 }))
      await repository.getMany(['a', 'b'])
      await make(repository, truth)
      assert.equal((await repository.get('a'))?.units, unitsOf(rest))
    },
  }
}

function notParked({ what, make, ...rest }: Change): HybridCase {
  return {
    name: `leave nothing behind: ${what}`,
    async run({ repository, truth }) {
      const early = await readEarly({ repository, truth })
      await make(repository, truth)
      early.release()
      assert.equal((await early.reading)?.units, 1)
      assert.equal((await repository.get('a'))?.units, unitsOf(rest))
    },
  }
}

function notShared({ what, make, ...rest }: Change): HybridCase {
  return {
    name: `answer who comes after the write with the new row: ${what}`,
    async run({ repository, truth }) {
      const early = await readEarly({ repository, truth })
      await make(repository, truth)
      const late = repository.get('a')
      early.release()
      assert.equal((await late)?.units, unitsOf(rest))
      assert.equal((await early.reading)?.units, 1)
    },
  }
}

function heard({ what, make, ...rest }: Change): HybridCase {
  return {
    name: `hear of each other's writes: ${what}`,
    needs: 'shared',
    async run({ repository, truth, another }) {
      const other = await opened(another)
      await truth.repository.save(product('a', { units: 1 }))
      for (const each of [repository, other]) assert.equal((await each.get('a'))?.units, 1)
      await make(other, truth)
      assert.equal((await other.get('a'))?.units, unitsOf(rest))
      // The signal is on its way.
      const isHeard = async () => (await repository.get('a'))?.units === unitsOf(rest)
      assert.ok(await waitUntil(isHeard, 5_000), 'the other process heard of it')
    },
  }
}

/** Begins to read the row with 1 unit, and holds its answer back. */
async function readEarly({ repository, truth }: Pick<HybridSubject, 'repository' | 'truth'>) {
  await truth.repository.save(product('a', { units: 1 }))
  const release = truth.holdAnswers()
  const reading = repository.get('a')
  assert.ok(await waitUntil(() => truth.held() > 0, 5_000), 'the row is being read')
  return { reading, release }
}

function unitsOf(change: Pick<Change, 'units'>): number | undefined {
  return 'units' in change ? change.units : 2
}

async function opened(another: HybridSubject['another']): Promise<CachedRepository> {
  const other = await another?.()
  assert.ok(other !== undefined, 'a subject that claims to be shared opens another')
  return other
}
