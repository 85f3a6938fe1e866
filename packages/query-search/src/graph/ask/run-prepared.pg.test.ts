import { createDatabase } from '@uno-ts/testing'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { GraphStatements } from './graph-statements.ts'

describe.each(inject('postgresServers'))('a prepared question on $name', async ({ url }) => {
  const database = await createDatabase(url)
  const pool = new Pool({ connectionString: database.url, max: 2 })
  const watch = new Pool({ connectionString: database.url, max: 1 })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  afterAll(async () => {
    await Promise.all([pool.end(), watch.end()])
    await database.drop()
  })
  const running = async () => {
    const { rows } = await watch.query<{ count: string }>(
      `select count(*) from pg_stat_activity
      where datname = current_database() and query like '%pg_sleep(30%' and pid <> pg_backend_pid()`,
    )
    return Number(rows[0]?.count)
  }
  const asking = (timeoutMs: number) => new GraphStatements({ db, pool, timeoutMs })
  const slow = { shape: 'slow', write: () => sql`select pg_sleep(30)`, values: {} }
  const quick = { shape: 'quick', write: () => sql<{ one: number }>`select 1 as one`, values: {} }

  it('is ended at the server when its time is over, though it holds every connection', async () => {
    const late = { code: 'ERR_TIMEOUT', message: 'the graph has not answered within 1000 ms' }
    const statements = asking(1_000)
    const asked = [statements.one(slow, {}), statements.one(slow, {})]
    await expect.poll(running).toBe(2)
    for (const { status, ...rest } of await Promise.allSettled(asked)) {
      expect([status, rest]).toMatchObject(['rejected', { reason: late }])
    }
    await expect.poll(running, { timeout: 5_000 }).toBe(0)
    expect(await statements.one(quick, {})).toEqual([{ one: 1 }])
  })

  it('is ended at the server when nobody waits for it any longer', async () => {
    const nobody = new AbortController()
    const asked = asking(20_000).one(slow, { signal: nobody.signal })
    await expect.poll(running).toBe(1)
    nobody.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
    await expect.poll(running, { timeout: 5_000 }).toBe(0)
  })

  it('fails with its connection, and with nothing else', async () => {
    const asked = asking(20_000).one(slow, {})
    await expect.poll(running).toBe(1)
    const end = watch.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like '%pg_sleep(30%' and pid <> pg_backend_pid()`,
    )
    await expect(asked).rejects.toMatchObject({ retryable: true })
    await end
    expect(await asking(1_000).one(quick, {})).toEqual([{ one: 1 }])
  })

  it('tells errors of the server as those of the family', async () => {
    const wrong = { shape: 'wrong', write: () => sql`select nothing`, values: {} }
    await expect(asking(1_000).one(wrong, {})).rejects.toMatchObject({ code: 'ERR_SCHEMA' })
    expect(await asking(1_000).one(quick, {})).toEqual([{ one: 1 }])
  })
})
