import { createDatabase } from '@uno-ts/testing'
import { product, productModel } from '@uno-ts/testing/conformance'
import { Kysely, PostgresDialect } from 'kysely'
import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Pool } from 'pg'
import { createClient } from 'redis'
import { expect, inject, it } from 'vitest'
import { createProducts } from '../../test/product-subject.ts'
import { RedisCacheRepository } from '../cache/redis-cache-repository.ts'
import { PostgresReadModelRepository } from '../repository/postgres-read-model-repository.ts'
import { HybridReadModelRepository } from './hybrid-read-model-repository.ts'

const maxStalenessMs = 2_500

/** A process that writes when it is told to, and is killed when it has committed and not yet outdated. */
async function openWriter(...args: readonly string[]): Promise<{ writeAndDie(): Promise<void> }> {
  const program = fileURLToPath(new URL('../../test/dying-writer.ts', import.meta.url))
  const child = fork(program, [...args], { execArgv: ['--conditions=@uno-ts/source', '--no-warnings'] })
  await once(child, 'message')
  return {
    async writeAndDie() {
      const committed = once(child, 'message')
      child.send('write')
      await committed
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}

it('a process killed between database and cache leaves an old row for maxStalenessMs, and no longer', async () => {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await createDatabase(inject('postgresUrl')))
  const pool = new Pool({ connectionString: database.url, max: 2 })
  opened.defer(() => pool.end())
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  await createProducts(db)
  const client = createClient({ url: inject('redisUrl') })
  await client.connect()
  opened.defer(() => client.destroy())
  const prefix = `test:${randomUUID()}:`
  const repository = new PostgresReadModelRepository({ db, model: productModel })
  const cache = new RedisCacheRepository({ client, prefix, timeoutMs: 5_000 })
  const cached = new HybridReadModelRepository({ repository, cache, model: productModel, maxStalenessMs })
  await repository.save(product('a', { units: 1 }))

  const writer = await openWriter(database.url, inject('redisUrl'), prefix)

  expect((await cached.get('a'))?.units).toBe(1)
  const keptAt = performance.now()
  await writer.writeAndDie()
  expect((await repository.get('a'))?.units).toBe(2)
  /** When those who were answered the old row had asked. */
  const stale: number[] = []
  const read = async () => {
    const asked = performance.now()
    const row = await cached.get('a')
    if (row?.units === 1) stale.push(asked)
    return row?.units
  }
  await expect.poll(read, { timeout: 10_000, interval: 20 }).toBe(2)
  expect(stale).not.toHaveLength(0)
  expect(Math.max(...stale)).toBeLessThanOrEqual(keptAt + maxStalenessMs)
  expect(await read()).toBe(2)
})
