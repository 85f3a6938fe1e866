import { Client } from 'pg'
import { describe, expect, inject, it } from 'vitest'
import { createDatabase } from '../postgres/create-database.ts'
import { waitUntil } from '../server/wait-until.ts'
import { startFaultProxy } from './start-fault-proxy.ts'

describe('a fault proxy before PostgreSQL', () => {
  it('loses the answer to a COMMIT that happened', async () => {
    await using database = await createDatabase(inject('postgresUrl'))
    const { hostname, port } = new URL(database.url)
    await using proxy = await startFaultProxy({ target: { host: hostname, port: Number(port || 5432) } })
    const witness = new Client({ connectionString: database.url })
    await witness.connect()
    await witness.query('create table written (x int)')

    const client = new Client({ connectionString: proxy.rewrite(database.url) })
    client.on('error', () => undefined)
    await client.connect()
    await client.query('begin')
    await client.query('insert into written values (1)')
    proxy.dropReplies()
    const commit = client.query('commit')
    const happened = await waitUntil(async () => {
      const { rowCount } = await witness.query('select from written')
      return rowCount === 1
    }, 5_000)
    expect(happened).toBe(true)
    proxy.cut()
    await expect(commit).rejects.toThrow('Connection terminated unexpectedly')
    await witness.end()
  })
})
