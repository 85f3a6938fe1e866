// A process that tests are cruel to: it projects the log until it is told to end, and stops now and then by itself.
import { once } from 'node:events'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { ProjectionRunner } from '../../src/index.ts'
import { ChaosLog } from './chaos-log.ts'
import { chaosProjections } from './chaos-projections.ts'

const [url = '', ttl = '1000', chance = '0'] = process.argv.slice(2)
const pool = new Pool({ connectionString: url, max: 8, connectionTimeoutMillis: 2_000 })
pool.on('error', () => undefined)
pool.on('connect', (client) => client.on('error', () => undefined))

let pausing: Promise<void> | undefined
const ended = once(process, 'disconnect').then(() => true)
const runner = new ProjectionRunner({
  eventStore: new ChaosLog(pool),
  db: new Kysely<object>({ dialect: new PostgresDialect({ pool }) }),
  projections: chaosProjections({
    refusal: Number(chance),
    onBatch: () => {
      if (Math.random() < Number(chance)) pausing ??= pause()
    },
  }),
  leaseTtlMs: Number(ttl),
  parallelism: 2,
  pageSize: 500,
  batchSize: 100,
  maxBatchSize: 500,
})

async function pause(): Promise<void> {
  await runner.stop()
  await runner.start()
  pausing = undefined
}

await runner.start()
await ended
await pausing
await runner.stop()
await pool.end()
