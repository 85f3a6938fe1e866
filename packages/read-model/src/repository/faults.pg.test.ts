import { createDatabase, startFaultProxy, type FaultProxy } from '@uno-ts/testing'
import { product, productModel, type Product } from '@uno-ts/testing/conformance'
import { isUnoError } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { describe, expect, inject, it } from 'vitest'
import { createProducts } from '../../test/product-subject.ts'
import { refuseUnhandledRejections } from '../../test/unhandled-rejections.ts'
import { MemoryCache } from '../cache/memory-cache.ts'
import { HybridReadModelRepository } from '../hybrid/hybrid-read-model-repository.ts'
import { PostgresReadModelRepository } from './postgres-read-model-repository.ts'

refuseUnhandledRejections()

/** Products behind a proxy, and the same rows straight from the database. */
async function openShop() {
  const opened = new AsyncDisposableStack()
  const database = opened.use(await createDatabase(inject('postgresUrl')))
  const { hostname, port } = new URL(database.url)
  const proxy = opened.use(await startFaultProxy({ target: { host: hostname, port: Number(port || 5432) } }))
  const open = (connectionString: string) => {
    const pool = new Pool({ connectionString, max: 2, connectionTimeoutMillis: 10_000 })
    pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined))
    opened.defer(() => pool.end())
    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
    return { db, pool, rows: new PostgresReadModelRepository({ db, pool, model: productModel }) }
  }
  const witness = open(database.url)
  await createProducts(witness.db)
  const { pool, rows } = open(proxy.rewrite(database.url))
  opened.defer(() => proxy.resetAll()) // first: a pool waits for what is under way
  return { proxy, pool, rows, truth: witness.rows, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** The error of a write of 2 units that happens, and whose answer is lost. */
async function loseTheAnswer(
  { proxy, truth }: Awaited<ReturnType<typeof openShop>>,
  write: () => Promise<unknown>,
): Promise<unknown> {
  proxy.dropReplies()
  const settled = Promise.allSettled([write()])
  await expect.poll(async () => (await truth.get('a'))?.units).toBe(2)
  proxy.cut()
  const [outcome] = await settled
  proxy.heal()
  return outcome.status === 'rejected' ? outcome.reason : undefined
}

const broken: readonly [string, (proxy: FaultProxy) => void][] = [
  ['cut', (proxy) => proxy.cut()],
  ['reset', (proxy) => proxy.resetAll()],
]

describe('a repository whose connections fail', () => {
  it.each(broken)('fails with an error that may be retried when they are %s, and heals', async (_, fail) => {
    await using shop = await openShop()
    const { proxy, rows } = shop
    await rows.saveMany([product('a'), product('b')])
    await Promise.all([rows.get('a'), rows.get('b')]) // a connection for each of the calls below
    proxy.blackHole()
    const calls: readonly Promise<unknown>[] = [rows.get('a'), rows.save(product('c'))]
    fail(proxy)
    for (const outcome of await Promise.allSettled(calls)) {
      const error: unknown = outcome.status === 'rejected' ? outcome.reason : undefined
      expect(isUnoError(error, 'ERR_DATABASE') && error.retryable).toBe(true)
    }
    proxy.heal()
    expect(await rows.getMany(['a', 'b'])).toEqual([product('a'), product('b')])
    await rows.save(product('c'))
    expect(await rows.count()).toBe(3)
  })

  it.each(broken)('ends a stream with an error when they are %s: no row is left out', async (_, fail) => {
    await using shop = await openShop()
    const { proxy, pool, rows } = shop
    const many = Array.from({ length: 40 }, (_row, index) => product(String(index).padStart(2, '0')))
    await rows.saveMany(many)
    const seen: Product[] = []
    const reading = (async () => {
      for await (const row of rows.stream({}, { batchSize: 5 })) {
        seen.push(row)
        if (seen.length === 12) {
          proxy.blackHole()
          fail(proxy)
        }
      }
    })()
    await expect(reading).rejects.toMatchObject({ code: 'ERR_DATABASE', retryable: true })
    expect(seen).toEqual(many.slice(0, seen.length))
    proxy.heal()
    expect(await Array.fromAsync(rows.stream({}, { batchSize: 5 }))).toEqual(many)
    expect(pool.idleCount).toBe(pool.totalCount)
  })

  it('gives up with the signal when answers come late, and leaves no connection behind', async () => {
    await using shop = await openShop()
    const { proxy, pool, rows } = shop
    await rows.save(product('a'))
    proxy.delayMs(200)
    const reason = new Error('too slow')
    const controller = new AbortController()
    const reading = rows.get('a', { signal: controller.signal })
    controller.abort(reason)
    await expect(reading).rejects.toBe(reason)
    expect(await rows.get('a')).toEqual(product('a'))
    await expect.poll(() => pool.idleCount).toBe(pool.totalCount)
  })

  it('may have written when the answer is lost: the same save again is told by its version', async () => {
    await using shop = await openShop()
    const { rows } = shop
    await rows.save(product('a'))
    const save = () => rows.save(product('a', { units: 2 }), { expectedVersion: 1 })
    expect(await loseTheAnswer(shop, save)).toMatchObject({ code: 'ERR_DATABASE', retryable: true })
    await expect(save()).rejects.toMatchObject({ code: 'ERR_CONCURRENCY', actual: 2 })
  })
})

describe('a repository behind a cache whose database fails', () => {
  it('answers from the cache what it has, keeps no failure, and outdates what may have been written', async () => {
    await using shop = await openShop()
    const { proxy, rows, truth } = shop
    await truth.saveMany([product('a'), product('b')])
    const cached = new HybridReadModelRepository({
      repository: rows,
      model: productModel,
      cache: new MemoryCache(),
      maxStalenessMs: 600_000,
    })
    expect(await cached.get('a')).toEqual(product('a'))
    proxy.refuse()
    proxy.resetAll()
    expect(await cached.get('a')).toEqual(product('a'))
    await expect(cached.get('b')).rejects.toMatchObject({ retryable: true })
    proxy.accept()
    expect(await cached.get('b')).toEqual(product('b'))

    const patch = () => cached.patch('a', { units: 2 })
    expect(await loseTheAnswer(shop, patch)).toMatchObject({ retryable: true })
    expect((await cached.get('a'))?.units).toBe(2)
  })
})
