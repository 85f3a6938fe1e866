/** A process that subscribes to the store at the address it is given, and reports what arrives to whoever started it. */
import { PostgresEventStore, PostgresSignalBus } from '@uno-ts/event-store-pg'
import { openPool } from '../contender/open-pool.ts'
import { followLog } from './follow-log.ts'

const [url = ''] = process.argv.slice(2)
const ending = new AbortController()
process.once('disconnect', () => ending.abort())

const pool = openPool(url, 2)
const signals = new PostgresSignalBus({ pool })
const store = new PostgresEventStore({ pool, signals })
await followLog(store, (arrival) => process.send?.(arrival), ending.signal)
await signals.close()
await pool.end()
