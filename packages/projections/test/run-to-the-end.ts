// A process that tests kill: it projects `count` events, always the same, and ends once all are in the rows.
import { InMemoryEventStore } from '@uno-ts/testing'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { ProjectionRunner } from '../src/index.ts'
import { append, many, seen, tally } from './tally.ts'

const [url = '', count = '0'] = process.argv.slice(2)
const eventStore = new InMemoryEventStore()
await append(eventStore, many(Number(count)))

const pool = new Pool({ connectionString: url })
pool.on('error', () => undefined)
pool.on('connect', (client) => client.on('error', () => undefined))
const db = new Kysely<object>({ dialect: new PostgresDialect({ pool }) })
const runner = new ProjectionRunner({
  eventStore,
  db,
  projections: [tally(), seen()],
  pageSize: 100,
  batchSize: 30,
  maxBatchSize: 30,
  leaseTtlMs: 600,
})
await runner.start()
await runner.caughtUp()
await runner.stop()
await pool.end()
