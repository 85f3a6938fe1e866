// Streams every row of a table with an empty heap behind it, and prints how many there were and by how much the process grew.
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { PostgresReadModelRepository } from '../../src/repository/postgres-read-model-repository.ts'
import { linesModel } from './lines-model.ts'

const pool = new Pool({ connectionString: process.argv[2], max: 2 })
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
const repository = new PostgresReadModelRepository({ db, pool, model: linesModel })

// The code is loaded and the connection made before anything is measured.
for await (const row of repository.stream({ where: { op: 'lt', field: 'nr', value: 10 } })) void row
const before = process.memoryUsage.rss()
let highest = before
let count = 0
for await (const row of repository.stream()) {
  if (row.nr !== count++) throw new RangeError(`row ${row.nr} came as number ${count}`)
  if (count % 1000 === 0) highest = Math.max(highest, process.memoryUsage.rss())
}
await pool.end()
process.stdout.write(JSON.stringify({ count, grownBytes: highest - before }))
