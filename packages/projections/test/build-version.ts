// A process that tests kill: it builds version 2 of `totals` from `count` events, always the same, and ends once it is read.
import { InMemoryEventStore } from '@uno-ts/testing'
import { projectionId } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { ProjectionRunner } from '../src/index.ts'
import { append, many } from './tally.ts'
import { totals } from './totals.ts'

const [url = '', count = '0'] = process.argv.slice(2)
const eventStore = new InMemoryEventStore()
await append(eventStore, many(Number(count)))

const pool = new Pool({ connectionString: url })
pool.on('error', () => undefined)
pool.on('connect', (client) => client.on('error', () => undefined))
const runner = new ProjectionRunner({
  eventStore,
  db: new Kysely<object>({ dialect: new PostgresDialect({ pool }) }),
  projections: [totals(2)],
  pageSize: 100,
  batchSize: 30,
  maxBatchSize: 30,
  leaseTtlMs: 600,
})
await runner.start()
await runner.activated(projectionId('totals'))
await runner.caughtUp()
await runner.stop()
await pool.end()
