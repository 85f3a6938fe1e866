import { cachedQuery, defineQuery, HandlerRegistry, QueryBus, QueryCache } from '@uno-ts/cqrs-core'
import { MemoryCache, RedisCacheRepository } from '@uno-ts/read-model'
import type { CacheStore } from '@uno-ts/types'
import { randomUUID } from 'node:crypto'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'

const client = createClient({ url: inject('redisUrl') })

beforeAll(() => client.connect())
afterAll(() => client.close())

const report = defineQuery({ type: 'Report', data: z.object({ id: z.number() }), result: z.any() })

/** A process that answers reports from a cache. */
function answering(store: CacheStore, rows: Map<number, unknown>) {
  const cache = new QueryCache({ store })
  const registry = new HandlerRegistry()
  let computed = 0
  registry.register(
    cachedQuery(
      report,
      async ({ id }) => {
        computed++
        return rows.get(id)
      },
      { cache, ttlMs: 60_000, tags: ({ id }) => [`row:${id}`] },
    ),
  )
  const bus = new QueryBus({ registry })
  return {
    cache,
    computed: () => computed,
    ask: (id: number, tenant?: string): Promise<unknown> =>
      bus.execute(report({ id }), { metadata: { tenant } }),
  }
}

describe.each([
  {
    name: 'Redis',
    open: () => new RedisCacheRepository({ client, prefix: `test:${randomUUID()}:`, timeoutMs: 5_000 }),
  },
  { name: 'memory', open: () => new MemoryCache() },
])('queries that are cached in $name', ({ open }) => {
  const sum = { at: new Date(5), total: 2n ** 70n, lines: new Map([['a', { units: undefined }]]), rate: -0 }

  it('are computed once for all processes, and give what was computed', async () => {
    const rows = new Map<number, unknown>([[1, sum]])
    const store = open()
    const one = answering(store, rows)
    const other = answering(store, rows)
    const answers = await Promise.all(Array.from({ length: 20 }, () => one.ask(1)))

    expect(answers).toEqual(Array.from({ length: 20 }, () => sum))
    expect(await other.ask(1)).toEqual(sum)
    expect(await other.ask(2)).toBeUndefined()
    expect(await one.ask(2)).toBeUndefined()
    expect([one.computed(), other.computed()]).toEqual([1, 1])
  })

  it('are dropped by tag in all processes, for one tenant', async () => {
    const rows = new Map<number, unknown>([[1, 'old']])
    const store = open()
    const one = answering(store, rows)
    const other = answering(store, rows)
    for (const tenant of ['north', 'south']) await one.ask(1, tenant)
    rows.set(1, 'new')
    await other.cache.invalidateTags(['row:1'], { tenant: 'north' })

    expect([await one.ask(1, 'north'), await one.ask(1, 'south')]).toEqual(['new', 'old'])
  })
})
