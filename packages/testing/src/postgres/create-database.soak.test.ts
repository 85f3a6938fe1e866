import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { createDatabase } from './create-database.ts'
import { startPostgres } from './start-postgres.ts'

/** So many databases are made, one after another, on a machine that does nothing else. */
const times = 51

describe('a fresh database', () => {
  it.each([
    ['empty', undefined],
    ['a copy of one with twenty tables', 'twenty_tables'],
  ])('takes less than 50 ms: %s', async (kind, template) => {
    await using server = await startPostgres({ durable: false })
    const { url } = await createDatabase(server.url, { name: 'twenty_tables' })
    const client = new Client({ connectionString: url })
    await client.connect()
    for (let table = 0; table < 20; table++) {
      await client.query(`create table t${table} as select x from generate_series(1, 1000) x`)
      await client.query(`create unique index on t${table} (x)`)
    }
    await client.end()

    const durations: number[] = []
    for (let time = 0; time < times; time++) {
      const start = performance.now()
      const database = await createDatabase(server.url, { template })
      durations.push(performance.now() - start)
      await database.drop()
    }
    const [median = Infinity] = durations.toSorted((one, other) => one - other).slice(times >> 1)
    process.stdout.write(`${kind}: median ${median.toFixed(1)} ms of ${times}\n`)
    expect(median).toBeLessThan(50)
  })
})
