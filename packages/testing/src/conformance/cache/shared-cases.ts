import type { ReadModelCache } from '@uno-ts/types'
import { waitUntil } from '../../server/wait-until.ts'
import { assert } from '../assert.ts'
import { fill, someKeys, tokenOf, ttlMs, valueOf } from './cached.ts'
import type { CacheCase, CacheSubject, CacheTopic } from './cache-subject.ts'

/** Several processes with one cache. */
export const sharedCases: CacheTopic = {
  topic: 'processes that share it',
  cases: [
    {
      name: 'find what another has kept',
      needs: 'shared',
      async run(subject) {
        const { cache, other, key } = await both(subject)
        await cache.set(key, { at: new Date(3) }, { ttlMs })
        assert.deepEqual(await valueOf(other, key), { at: new Date(3) })
      },
    },
    outdating('a key', (cache, key) => cache.outdate([key])),
    outdating('a tag', (cache, key) => cache.invalidateTags([key])),
    outdating('a scope', (cache, key) => cache.invalidateAll(key)),
    outdating('a value by another', (cache, key) => cache.set(key, 'new', { ttlMs })),
    {
      name: 'take one lease between them',
      needs: 'shared',
      async run(subject) {
        const { cache, other, key } = await both(subject)
        const leases = await Promise.all([cache, other, cache, other].map((each) => each.lease([key])))
        const states = leases.map(([lease]) => lease?.state)
        assert.deepEqual(
          ['granted', 'taken'].map((state) => states.filter((each) => each === state).length),
          [1, 3],
        )
      },
    },
    {
      name: 'take away the lease of another',
      needs: 'shared',
      async run(subject) {
        const { cache, other, key } = await both(subject)
        const token = await tokenOf(cache, key)
        await other.outdate([key])
        assert.equal(await fill(cache, key, { value: 'old', token }), false)
        assert.deepEqual([await valueOf(cache, key), await valueOf(other, key)], [undefined, undefined])
      },
    },
    {
      name: 'find what another has filled',
      needs: 'shared',
      async run(subject) {
        const { cache, other, key } = await both(subject)
        const token = await tokenOf(cache, key)
        assert.equal(await fill(cache, key, { value: 1, token }), true)
        assert.equal(await valueOf(other, key), 1)
      },
    },
  ],
}

async function both({ cache, another }: CacheSubject) {
  const other = await another?.()
  assert.ok(other !== undefined, 'a subject that claims to be shared opens another')
  return { cache, other, key: someKeys()('a') }
}

function outdating(what: string, change: (cache: ReadModelCache, key: string) => Promise<void>): CacheCase {
  return {
    name: `outdate for all: ${what}`,
    needs: 'shared',
    async run(subject) {
      const { cache, other, key } = await both(subject)
      await cache.set(key, 'old', { ttlMs, tags: [key] })
      assert.deepEqual([await valueOf(cache, key), await valueOf(other, key)], ['old', 'old'])
      await change(other, key)
      assert.notEqual(await valueOf(other, key), 'old')
      // The signal is on its way.
      const isHeard = await waitUntil(async () => (await valueOf(cache, key)) !== 'old', 5_000)
      assert.ok(isHeard, 'the other process heard of it')
    },
  }
}
