import { globalPosition } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { fill, someKeys, tokenOf, ttlMs, valueOf } from './cached.ts'
import type { CacheCase, CacheSubject, CacheTopic } from './cache-subject.ts'

/** Filling under leases: what was read before a change is never kept after it. */
export const leaseCases: CacheTopic = {
  topic: 'filling',
  cases: [
    {
      name: 'keeps what was read under a lease',
      async run({ cache, clock }) {
        const key = someKeys()('a')
        const token = await tokenOf(cache, key)
        const position = globalPosition(7)
        assert.equal(await fill(cache, key, { value: 1, token, tags: [key], position }), true)
        const storedAt = clock.now()
        const expiresAt = storedAt + ttlMs
        const { expiresAt: lives = 0, ...entry } = (await cache.get(key)) ?? {}
        assert.deepEqual(entry, { value: 1, storedAt, tags: [key], position: 7n })
        assert.ok(lives <= expiresAt, 'it lives no longer than it may')
      },
    },
    refusing('a key that was outdated', async ({ cache }, key) => cache.outdate([key('a')])),
    refusing('a key that was deleted', async ({ cache }, key) => cache.delete(key('a'))),
    refusing('a key that was set by somebody who knew better', ({ cache }, key) =>
      cache.set(key('a'), 'better', { ttlMs }),
    ),
    refusing('a tag that was outdated', ({ cache }, key) => cache.invalidateTags([key('tag')])),
    refusing('a scope that was outdated', ({ cache }, key) => cache.invalidateAll(key(''))),
    refusing('everything being outdated', ({ cache }) => cache.invalidateAll('')),
    {
      name: 'goes on under a lease that was taken after the change',
      async run({ cache }) {
        const key = someKeys()('a')
        await tokenOf(cache, key)
        await cache.outdate([key], { position: globalPosition(5) })
        const token = await tokenOf(cache, key)
        assert.equal(await fill(cache, key, { value: 1, token }), true)
        assert.equal(await valueOf(cache, key), 1)
      },
    },
    {
      name: 'is not disturbed by the change of another key',
      async run({ cache }) {
        const key = someKeys()
        const token = await tokenOf(cache, key('a'))
        await cache.outdate([key('b')])
        assert.equal(await fill(cache, key('a'), { value: 1, token }), true)
      },
    },
    {
      name: 'takes a lease for each of several keys',
      async run({ cache }) {
        const key = someKeys()
        const [a, b] = await cache.lease([key('a'), key('b')])
        assert.deepEqual([a?.state, b?.state], ['granted', 'granted'])
        await cache.outdate([key('a')])
        const tokens = [a, b].map((lease) => (lease?.state === 'granted' ? lease.token : ''))
        assert.equal(await fill(cache, key('a'), { value: 1, token: tokens[0] ?? '' }), false)
        assert.equal(await fill(cache, key('b'), { value: 2, token: tokens[1] ?? '' }), true)
        assert.deepEqual(await cache.lease([]), [])
      },
    },
    {
      name: 'refuses what has seen less than the last change',
      async run({ cache }) {
        const key = someKeys()('a')
        await cache.outdate([key], { position: globalPosition(10) })
        const token = await tokenOf(cache, key)
        assert.equal(await fill(cache, key, { value: 'late', token, reflects: globalPosition(9) }), false)
        assert.equal(await valueOf(cache, key), undefined)
      },
    },
    {
      name: 'keeps what has seen the last change',
      async run({ cache }) {
        const key = someKeys()('a')
        await cache.outdate([key], { position: globalPosition(10) })
        const token = await tokenOf(cache, key)
        assert.equal(await fill(cache, key, { value: 1, token, reflects: globalPosition(10) }), true)
      },
    },
    {
      name: 'compares positions as numbers, beyond doubles too',
      async run({ cache }) {
        const key = someKeys()('a')
        await cache.outdate([key], { position: globalPosition(2n ** 62n + 1n) })
        await cache.outdate([key], { position: globalPosition(99) }) // told late: it takes nothing back
        const token = await tokenOf(cache, key)
        const reflects = globalPosition(2n ** 62n)
        assert.equal(await fill(cache, key, { value: 1, token, reflects }), false)
        const again = await tokenOf(cache, key)
        const seen = globalPosition(2n ** 62n + 2n)
        assert.equal(await fill(cache, key, { value: 2, token: again, reflects: seen }), true)
      },
    },
    {
      name: 'lets the values of a fill be outdated by tag and by scope',
      async run({ cache }) {
        const key = someKeys()
        for (const name of ['a', 'b']) {
          const token = await tokenOf(cache, key(name))
          assert.equal(await fill(cache, key(name), { value: name, token, tags: [key(name)] }), true)
        }
        await cache.invalidateTags([key('a')])
        assert.deepEqual([await valueOf(cache, key('a')), await valueOf(cache, key('b'))], [undefined, 'b'])
        await cache.invalidateAll(key(''))
        assert.equal(await valueOf(cache, key('b')), undefined)
      },
    },
    {
      name: 'refuses a token that was never given',
      async run({ cache }) {
        const key = someKeys()('a')
        assert.equal(await fill(cache, key, { value: 1, token: 'nonsense' }), false)
        assert.equal(await valueOf(cache, key), undefined)
      },
    },
  ],
}

function refusing(
  what: string,
  change: (subject: CacheSubject, key: (name: string) => string) => Promise<void>,
): CacheCase {
  return {
    name: `refuses what was read before: ${what}`,
    async run(subject) {
      const key = someKeys()
      const token = await tokenOf(subject.cache, key('a'))
      await change(subject, key)
      const before = await valueOf(subject.cache, key('a'))
      const kept = await fill(subject.cache, key('a'), { value: 'old', token, tags: [key('tag')] })
      assert.equal(kept, false)
      assert.equal(await valueOf(subject.cache, key('a')), before)
    },
  }
}
