import { globalPosition } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { someKeys, ttlMs, valueOf } from './cached.ts'
import type { CacheTopic } from './cache-subject.ts'

const values: readonly (readonly [string, unknown])[] = [
  ['texts, of any characters', 'a "quoted" 😀\0 text\n'],
  ['numbers, zero too', [0, -1.5, 2 ** 53]],
  ['null', null],
  ['false', false],
  ['the empty text', ''],
  ['lists and objects', { list: [1, { deep: [] }], empty: {} }],
  ['dates', { at: new Date(5), all: [new Date(0)] }],
  ['bigints', { sum: 2n ** 80n, all: [-1n, 0n] }],
  [
    'objects that look like marks of its own',
    { $date: 1, inner: { $bigint: 'x' }, list: [{ $object: null }] },
  ],
]

/** Values by key. */
export const valueCases: CacheTopic = {
  topic: 'values',
  cases: [
    {
      name: 'are not there before they are set',
      async run({ cache }) {
        assert.equal(await cache.get(someKeys()('a')), undefined)
      },
    },
    ...values.map(([what, value]) => ({
      name: `come back as they were: ${what}`,
      async run({ cache }: Parameters<CacheTopic['cases'][number]['run']>[0]) {
        const key = someKeys()('a')
        await cache.set(key, value, { ttlMs })
        const entry = await cache.get(key)
        assert.ok(entry !== undefined, 'the value is there')
        assert.deepEqual(entry.value, value)
      },
    })),
    {
      name: 'carry what is known of them',
      async run({ cache, clock }) {
        const key = someKeys()('a')
        const storedAt = clock.now()
        await cache.set(key, 1, { ttlMs, tags: [key, `${key}/b`], position: globalPosition(2n ** 62n + 1n) })
        assert.deepEqual(await cache.get(key), {
          value: 1,
          storedAt,
          expiresAt: storedAt + ttlMs,
          tags: [key, `${key}/b`],
          position: 2n ** 62n + 1n,
        })
      },
    },
    {
      name: 'have no tags and no position unless they are given',
      async run({ cache }) {
        const key = someKeys()('a')
        await cache.set(key, 1, { ttlMs })
        const entry = await cache.get(key)
        assert.deepEqual([entry?.tags, entry?.position], [[], undefined])
      },
    },
    {
      name: 'are replaced',
      async run({ cache }) {
        const key = someKeys()('a')
        await cache.set(key, 1, { ttlMs })
        await cache.set(key, 2, { ttlMs })
        assert.equal(await valueOf(cache, key), 2)
      },
    },
    {
      name: 'live until their time is over, and not longer',
      async run({ cache, clock }) {
        const key = someKeys()('a')
        await cache.set(key, 1, { ttlMs })
        clock.advance(ttlMs - 1)
        assert.equal(await valueOf(cache, key), 1)
        clock.advance(1)
        assert.equal(await valueOf(cache, key), undefined)
      },
    },
    {
      name: 'begin to live anew when they are replaced',
      async run({ cache, clock }) {
        const key = someKeys()('a')
        await cache.set(key, 1, { ttlMs })
        clock.advance(ttlMs - 1)
        await cache.set(key, 2, { ttlMs })
        clock.advance(ttlMs - 1)
        assert.equal(await valueOf(cache, key), 2)
      },
    },
    {
      name: 'are got together, in the order of the keys, however often a key is named',
      async run({ cache }) {
        const key = someKeys()
        await cache.set(key('a'), 1, { ttlMs })
        await cache.set(key('b'), 2, { ttlMs })
        const entries = await cache.getMany(['b', 'x', 'a', 'b'].map(key))
        assert.deepEqual(
          entries.map((entry) => entry?.value),
          [2, undefined, 1, 2],
        )
        assert.deepEqual(await cache.getMany([]), [])
      },
    },
    {
      name: 'are got together from several scopes',
      async run({ cache }) {
        const [one, other] = [someKeys()('a'), someKeys()('a')]
        await cache.set(one, 1, { ttlMs })
        await cache.set(other, 2, { ttlMs })
        const entries = await cache.getMany([one, other])
        assert.deepEqual(
          entries.map((entry) => entry?.value),
          [1, 2],
        )
      },
    },
    {
      name: 'are counted as hits and misses',
      async run({ cache }) {
        const key = someKeys()('a')
        const before = cache.statistics()
        await cache.get(key)
        await cache.set(key, 1, { ttlMs })
        await cache.get(key)
        await cache.get(key)
        const { hits, misses } = cache.statistics()
        assert.deepEqual([hits - before.hits, misses - before.misses], [2, 1])
      },
    },
  ],
}
