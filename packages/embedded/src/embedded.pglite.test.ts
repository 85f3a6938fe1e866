import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, type TestDatabase } from '@uno-ts/testing'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { DatabaseError, Pool, type QueryArrayConfig, type QueryConfig } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { EmbeddedDatabase } from './embedded-database.ts'
import { embedded } from './embedded.ts'

/** How many listen to what ends a process. */
function signalListeners(): readonly number[] {
  return ['SIGINT', 'SIGTERM', 'SIGHUP', 'exit', 'uncaughtException', 'unhandledRejection'].map((event) =>
    process.listenerCount(event),
  )
}

const signalListenersBefore = signalListeners()
const cacheDir = join(tmpdir(), 'uno-ts-test-snapshots')
let database: EmbeddedDatabase
let native: Pool
let nativeDatabase: TestDatabase
beforeAll(async () => {
  database = await embedded({ cacheDir })
  nativeDatabase = await createDatabase(inject('postgresUrl'))
  native = new Pool({ connectionString: nativeDatabase.url, max: 1 })
})
afterAll(async () => {
  await database.close()
  await native.end()
  await nativeDatabase.drop()
})

/** `binary` is missing in the driver's types. */
type Query = string | ((QueryConfig | QueryArrayConfig) & { binary?: boolean })

/** What a pool answers, rows or error, as far as a caller can see it. */
async function answer(pool: Pool, query: Query): Promise<unknown> {
  try {
    return [await pool.query(query as QueryConfig)].flat().map(({ command, rowCount, rows, fields }) => {
      return { command, rowCount, rows, fields: fields.map(({ name, dataTypeID }) => ({ name, dataTypeID })) }
    })
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    const { message, severity, code, detail, hint, position, schema, table, column, constraint } = error
    return { message, severity, code, detail, hint, position, schema, table, column, constraint }
  }
}

const queries: readonly Query[] = [
  'select 1::int2, 2::int4, 9007199254740993::int8, 1.50::numeric, 0.1::float8, true, null',
  "select 'text', 'c'::char(3), 'n'::name, '\\x00ff'::bytea, 'b0a86efb-4d5f-4b43-b1a2-000000000001'::uuid",
  `select '{"b": 1, "a": [1, "zwei", null]}'::jsonb, '{"b" : 1}'::json, '[]'::jsonb`,
  "select '2026-02-03 04:05:06.789+01'::timestamptz, '2026-02-03'::date, '04:05'::time, '1 day 2 hours'::interval",
  "select '2026-02-03 04:05:06'::timestamp, 'infinity'::timestamptz",
  `select array[1, 2, null], array['a', 'b,"c'], array[9007199254740993], '{}'::text[], array[now()] <> '{}'`,
  {
    text: 'select $1::jsonb, $2::text[], $3::timestamptz, $4::bytea, $5::int8',
    values: [{ a: 1 }, ['x', null], new Date(0), Buffer.from('é'), '1152921504606846976'],
  },
  { text: 'select $1::int + 1 as x', values: [41], name: 'named' },
  { text: 'select 1 as x, 2 as y', rowMode: 'array' },
  { text: 'select 42::int4 as x, 43::int8 as y', binary: true },
  'select from pg_class where false',
  'select 1 as a; select 2 as b',
  'create table item (id int primary key, name text not null, constraint short check (length(name) < 5))',
  "insert into item values (1, 'one'), (2, 'two') returning id",
  "insert into item values (1, 'again')",
  "insert into item values (3, 'far too long')",
  'insert into item values (4, null)',
  'select * from nowhere',
  'selct 1',
  "select 'x'::int",
  'select 1 / 0',
  "do $$ begin raise exception 'own words' using errcode = 'U0001', detail = 'why', hint = 'what' ; end $$",
  "update item set name = 'zwei' where id = 2",
  'truncate item',
  'select pg_current_xact_id_if_assigned(), pg_try_advisory_xact_lock(7)',
  "select to_tsvector('english', 'running shoes') @@ to_tsquery('english', 'run')",
]

describe('an embedded database', () => {
  it.each(queries.map((query) => ({ query })))('answers as PostgreSQL does: $query', async ({ query }) => {
    expect(await answer(database.pool, query)).toEqual(await answer(native, query))
  })

  it('says what it is', async () => {
    expect(database.facts).toEqual({
      database: 'postgres',
      serverVersion: expect.stringMatching(/^18\./),
      engine: expect.stringMatching(/^PGlite \d+\.\d+\.\d+$/),
      extensions: [],
    })
    expect(database.dir).toBeUndefined()
  })

  it('answers a query after a failed one in the same tick', async () => {
    const [failed, next] = await Promise.allSettled([
      database.pool.query('select 1 / 0'),
      database.pool.query('select 1 as x'),
    ])
    expect(failed).toMatchObject({ status: 'rejected', reason: { code: '22012' } })
    expect(next).toMatchObject({ status: 'fulfilled', value: { rows: [{ x: 1 }] } })
  })

  it('keeps the order of fifty queries at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, x) => database.pool.query<{ x: number }>('select $1::int as x', [x])),
    )
    expect(answers.map(({ rows }) => rows[0]?.x)).toEqual(Array.from({ length: 50 }, (_, x) => x))
  })

  it('refuses statements in a failed transaction, and undoes it', async () => {
    const client = await database.pool.connect()
    await client.query('begin')
    await client.query('create table undone (x int)')
    await expect(client.query('select 1 / 0')).rejects.toMatchObject({ code: '22012' })
    await expect(client.query('select 1')).rejects.toMatchObject({ code: '25P02' })
    expect(await client.query('commit')).toMatchObject({ command: 'ROLLBACK' })
    const { rows } = await client.query(`select to_regclass('undone') as found`)
    expect(rows).toEqual([{ found: null }])
    client.release()
  })

  it('gives a connection’s successor nothing of its session', async () => {
    const client = await database.pool.connect()
    await client.query({ name: 'mine', text: 'select 1' })
    await client.query(
      `set application_name = 'mine'; create temp table mine (x int); select pg_advisory_lock(1)`,
    )
    await client.query('begin')
    await client.query('create table half_done (x int)')
    client.release(new Error('broken on the way'))

    const { rows } = await database.pool.query(
      `select current_setting('application_name') as name, to_regclass('mine') as temp, to_regclass('half_done') as half,
              (select count(*)::int from pg_locks where locktype = 'advisory') as locks`,
    )
    expect(rows).toEqual([{ name: '', temp: null, half: null, locks: 0 }])
    const again = await database.pool.query({ name: 'mine', text: 'select 2 as x' })
    expect(again.rows).toEqual([{ x: 2 }])
  })

  it('carries big values both ways', async () => {
    const big = 'é'.repeat(2_000_000)
    const { rows } = await database.pool.query('select $1::text as big', [big])
    expect(rows[0].big).toBe(big)
  })

  it('lets timers run while queries queue', async () => {
    let ticks = 0
    const timer = setInterval(() => ticks++, 1)
    const start = performance.now()
    while (performance.now() - start < 200) await database.pool.query('select 1')
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(2)
  })

  it('refuses COPY from the client with a reason, and lives on', async () => {
    await expect(database.pool.query('copy pg_class from stdin')).rejects.toMatchObject({
      code: '0A000',
      message: 'the embedded database cannot COPY from the client',
      hint: expect.stringContaining('unnest'),
    })
    const client = await database.pool.connect()
    await client.query('begin')
    await expect(client.query('copy pg_class from stdin')).rejects.toBeInstanceOf(DatabaseError)
    expect(await client.query('commit')).toMatchObject({ command: 'COMMIT' })
    client.release()
  })

  it('tells listeners what was committed, in order, also after a connection broke', async () => {
    const heard: string[] = []
    const stop = await database.listen('My "channel"', (payload) => heard.push(payload))
    const tell = (payload: string) =>
      database.pool.query('select pg_notify($1, $2)', ['My "channel"', payload])
    await tell('one')
    const client = await database.pool.connect()
    await client.query('begin')
    await client.query(`notify "My ""channel""", 'undone'`)
    client.release(new Error('broken'))
    await tell('two')
    await stop()
    await stop()
    await tell('three')
    expect(heard).toEqual(['one', 'two'])
  })

  it('serves Kysely’s PostgreSQL dialect', async () => {
    const db = new Kysely<{ person: { id: string; name: string } }>({
      dialect: new PostgresDialect({ pool: database.pool }),
    })
    await db.schema
      .createTable('person')
      .addColumn('id', 'bigint', (column) => column.primaryKey())
      .addColumn('name', 'text')
      .execute()
    const transaction = await db.startTransaction().execute()
    await transaction.insertInto('person').values({ id: '1', name: 'Ada' }).execute()
    const saved = await transaction.savepoint('before_bob').execute()
    await saved.insertInto('person').values({ id: '2', name: 'Bob' }).execute()
    const back = await saved.rollbackToSavepoint('before_bob').execute()
    await back.commit().execute()
    expect(await db.selectFrom('person').selectAll().execute()).toEqual([{ id: '1', name: 'Ada' }])
    const failing = db.transaction().execute(async (tx) => {
      await tx.deleteFrom('person').execute()
      await sql`select 1 / 0`.execute(tx)
    })
    await expect(failing).rejects.toMatchObject({ code: '22012' })
    expect(await db.selectFrom('person').selectAll().execute()).toHaveLength(1)
  })

  it('leaves the signals of the process alone', () => {
    expect(signalListeners()).toEqual(signalListenersBefore)
  })
})

describe('opening an embedded database', () => {
  it('takes settings, and says what is wrong with one', async () => {
    await using other = await embedded({ cacheDir, settings: { work_mem: '7MB' } })
    expect((await other.pool.query('show work_mem')).rows).toEqual([{ work_mem: '7MB' }])
    await expect(embedded({ cacheDir, settings: { work_mem: 'plenty' } })).rejects.toMatchObject({
      code: 'ERR_EMBEDDED_START',
      message: expect.stringContaining('invalid value for parameter "work_mem": "plenty"'),
    })
  })
})

describe('closing an embedded database', () => {
  it('waits for what is under way, and may be done twice', async () => {
    const other = await embedded({ cacheDir })
    const client = await other.pool.connect()
    const closing = other.close()
    const { rows } = await client.query('select 1 as x')
    client.release()
    await closing
    await other.close()
    expect(rows).toEqual([{ x: 1 }])
    await expect(other.pool.query('select 1')).rejects.toThrow('Cannot use a pool after calling end')
  })
})
