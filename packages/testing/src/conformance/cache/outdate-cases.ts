import type { ReadModelCache } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { someKeys, ttlMs, valueOf } from './cached.ts'
import type { CacheTopic } from './cache-subject.ts'

/** What drops values, and which. */
export const outdateCases: CacheTopic = {
  topic: 'outdating',
  cases: [
    {
      name: 'drops a key and leaves the others',
      async run({ cache }) {
        const key = await filled(cache)
        await cache.delete(key('a'))
        assert.deepEqual(await left(cache, key), ['b', 'c'])
      },
    },
    {
      name: 'drops several keys',
      async run({ cache }) {
        const key = await filled(cache)
        await cache.outdate([key('a'), key('c'), key('x')])
        assert.deepEqual(await left(cache, key), ['b'])
      },
    },
    {
      name: 'of no key drops nothing',
      async run({ cache }) {
        const key = await filled(cache)
        await cache.outdate([])
        await cache.invalidateTags([])
        assert.deepEqual(await left(cache, key), ['a', 'b', 'c'])
      },
    },
    {
      name: 'drops what carries a tag, whatever else it carries',
      async run({ cache }) {
        const key = await filled(cache)
        await cache.invalidateTags([key('even')])
        assert.deepEqual(await left(cache, key), ['a', 'c'])
      },
    },
    {
      name: 'drops what carries any of several tags',
      async run({ cache }) {
        const key = await filled(cache)
        await cache.invalidateTags([key('even'), key('last')])
        assert.deepEqual(await left(cache, key), ['a'])
      },
    },
    {
      name: 'forgets the tags of a value that was replaced',
      async run({ cache }) {
        const key = await filled(cache)
        await cache.set(key('b'), 'new', { ttlMs })
        await cache.invalidateTags([key('even')])
        assert.equal(await valueOf(cache, key('b')), 'new')
      },
    },
    {
      name: 'of a tag lets values with it be set again',
      async run({ cache }) {
        const key = await filled(cache)
        await cache.invalidateTags([key('even')])
        await cache.set(key('b'), 'new', { ttlMs, tags: [key('even')] })
        assert.equal(await valueOf(cache, key('b')), 'new')
        await cache.invalidateTags([key('even')])
        assert.equal(await valueOf(cache, key('b')), undefined)
      },
    },
    {
      name: 'drops a scope and leaves the others',
      async run({ cache }) {
        const key = await filled(cache)
        const other = await filled(cache)
        await cache.invalidateAll(key(''))
        assert.deepEqual(await left(cache, key), [])
        assert.deepEqual(await left(cache, other), ['a', 'b', 'c'])
      },
    },
    {
      name: 'drops by a longer prefix what it names',
      async run({ cache }) {
        const key = await filled(cache)
        const other = await filled(cache)
        await cache.invalidateAll(key('a'))
        assert.equal(await valueOf(cache, key('a')), undefined)
        assert.deepEqual(await left(cache, other), ['a', 'b', 'c'])
      },
    },
    {
      name: 'takes the signs of patterns in a scope as they are',
      async run({ cache }) {
        const key = someKeys()
        const [starred, other] = [`p*[1]?${key('a')}`, `px1y${key('a')}`]
        await cache.set(starred, 1, { ttlMs })
        await cache.set(other, 2, { ttlMs })
        await cache.invalidateAll(starred.slice(0, starred.indexOf(':') + 1))
        assert.equal(await valueOf(cache, starred), undefined)
        assert.equal(await valueOf(cache, other), 2)
      },
    },
    {
      name: 'of a scope lets values be set again',
      async run({ cache }) {
        const key = await filled(cache)
        await cache.invalidateAll(key(''))
        await cache.set(key('a'), 'new', { ttlMs })
        assert.equal(await valueOf(cache, key('a')), 'new')
        await cache.invalidateAll(key(''))
        assert.equal(await valueOf(cache, key('a')), undefined)
      },
    },
    {
      name: 'of everything drops everything',
      async run({ cache }) {
        const key = await filled(cache)
        const other = await filled(cache)
        await cache.invalidateAll('')
        assert.deepEqual([...(await left(cache, key)), ...(await left(cache, other))], [])
      },
    },
  ],
}

/** Three values, one of them with two tags. */
async function filled(cache: ReadModelCache): Promise<(name: string) => string> {
  const key = someKeys()
  await cache.set(key('a'), 'a', { ttlMs, tags: [key('odd')] })
  await cache.set(key('b'), 'b', { ttlMs, tags: [key('even'), key('second')] })
  await cache.set(key('c'), 'c', { ttlMs, tags: [key('last')] })
  return key
}

async function left(cache: ReadModelCache, key: (name: string) => string): Promise<readonly unknown[]> {
  const entries = await cache.getMany(['a', 'b', 'c'].map(key))
  return entries.flatMap((entry) => (entry === undefined ? [] : [entry.value]))
}
