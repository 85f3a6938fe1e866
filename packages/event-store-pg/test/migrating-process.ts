// A process that does what an application does when it starts: `node migrating-process.ts <url>`.
import { once } from 'node:events'
import { Pool } from 'pg'
import { EventStoreManager } from '../src/index.ts'

const pool = new Pool({ connectionString: process.argv[2] })
const started = once(process, 'message')
process.send?.('ready')
await started
const { applied } = await new EventStoreManager({ pool }).migrate()
await pool.end()
process.send?.(applied.length, () => process.disconnect())
