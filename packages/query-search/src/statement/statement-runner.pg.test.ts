import { createDatabase } from '@uno-ts/testing'
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { StatementRunner } from './statement-runner.ts'

describe('a runner of statements', async () => {
  const database = await createDatabase(inject('postgresUrl'))
  const pool = new Pool({ connectionString: database.url, max: 1 })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  afterAll(async () => {
    await db.destroy()
    await database.drop()
  })
  const doubled = (value: number) =>
    CompiledQuery.raw('select 2 * $1::int as doubled', [value]) as CompiledQuery<{ doubled: number }>
  const prepared = async () => {
    const { rows } = await pool.query<{ statement: string }>('select statement from pg_prepared_statements')
    return rows.map(({ statement }) => statement)
  }

  it('prepares statements that come again, and no others', async () => {
    const runner = new StatementRunner({ db, pool })
    for (const value of [1, 2, 3]) {
      expect(await runner.run(doubled(value), {})).toEqual([{ doubled: 2 * value }])
    }
    await runner.run(CompiledQuery.raw('select 1'), {})
    expect(await prepared()).toEqual(['select 2 * $1::int as doubled'])
  })

  it('stops preparing when a connection would have too many to remember', async () => {
    await pool.query('deallocate all')
    const runner = new StatementRunner({ db, pool })
    for (let nr = 0; nr < 120; nr++) {
      for (const value of [1, 2]) await runner.run(CompiledQuery.raw(`select ${nr} + $1::int`, [value]), {})
    }
    expect(await prepared()).toHaveLength(100)
  })

  it('goes through Kysely where it has no pool', async () => {
    const runner = new StatementRunner({ db, pool: undefined })
    for (const value of [1, 2]) expect(await runner.run(doubled(value), {})).toEqual([{ doubled: 2 * value }])
  })

  it('tells what went wrong, and stops when it is told to', async () => {
    const runner = new StatementRunner({ db, pool })
    const missing = CompiledQuery.raw('select * from uno.nothing')
    for (const time of [1, 2]) {
      await expect(runner.run(missing, {}), `${time}`).rejects.toMatchObject({ code: 'ERR_SCHEMA' })
    }
    const signal = AbortSignal.abort(new RangeError('too late'))
    await expect(runner.run(doubled(1), { signal })).rejects.toThrow('too late')
    const later = new AbortController()
    const asleep = CompiledQuery.raw('select pg_sleep($1)', [0.5])
    await runner.run(CompiledQuery.raw('select pg_sleep($1)', [0]), {})
    const answer = runner.run(asleep, { signal: later.signal })
    later.abort(new RangeError('waited enough'))
    await expect(answer).rejects.toThrow('waited enough')
  })
})
