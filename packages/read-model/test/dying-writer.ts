// Changes a row behind a cache when it is told to, and never gets from the database to the cache: it waits to be killed in between.
import { productModel } from '@uno-ts/testing/conformance'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { createClient } from 'redis'
import { RedisCacheRepository } from '../src/cache/redis-cache-repository.ts'
import { HybridReadModelRepository } from '../src/hybrid/hybrid-read-model-repository.ts'
import { PostgresReadModelRepository } from '../src/repository/postgres-read-model-repository.ts'

const [, , databaseUrl = '', redisUrl = '', prefix = ''] = process.argv
const client = createClient({ url: redisUrl })
await client.connect()
const db = new Kysely<unknown>({
  dialect: new PostgresDialect({ pool: new Pool({ connectionString: databaseUrl }) }),
})

/** The database has committed, and the cache is about to hear of it. */
class WaitingCache extends RedisCacheRepository {
  override async outdate(): Promise<void> {
    process.send?.('committed')
    return new Promise(() => setInterval(() => undefined, 60_000))
  }
}

const rows = new HybridReadModelRepository({
  repository: new PostgresReadModelRepository({ db, model: productModel }),
  cache: new WaitingCache({ client, prefix }),
  model: productModel,
})
process.once('message', () => void rows.patch('a', { units: 2 }))
process.send?.('ready')
