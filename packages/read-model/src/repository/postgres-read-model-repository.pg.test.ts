import { createDatabase } from '@uno-ts/testing'
import { globalPosition, type Cursor, type PageRequest, type Sort } from '@uno-ts/types'
import { CamelCasePlugin, Kysely, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import { afterAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { openModels } from '../../test/open-models.ts'
import { defineReadModel } from '../define/define-read-model.ts'
import { createTableStatements } from '../table/create-table-statements.ts'
import { PostgresReadModelRepository } from './postgres-read-model-repository.ts'

const things = defineReadModel({
  name: 'things',
  schema: z.object({
    id: z.string(),
    name: z.string().nullable(),
    units: z.int().nullable(),
    gross: z.bigint(),
    rate: z.number(),
    paid: z.boolean(),
    seenAt: z.date().nullable(),
    tags: z.array(z.string()),
    detail: z.json(),
    note: z.string().optional(),
  }),
  key: 'id',
  columns: {
    name: { type: 'text', nullable: true },
    units: { type: 'integer', nullable: true },
    gross: { type: 'bigint' },
    rate: { type: 'number' },
    paid: { type: 'boolean' },
    seenAt: { type: 'timestamp', nullable: true },
    tags: { type: 'text[]' },
  },
  indexes: [{ columns: ['units'] }, { columns: ['gross'], unique: true }],
  search: { fields: [{ field: 'name', weight: 'A' }, { field: 'note' }] },
})
type Thing = z.output<typeof things.schema>

const opened = await openModels([things])
afterAll(() => opened[Symbol.asyncDispose]())
const { db, pool } = opened
const repository = new PostgresReadModelRepository({ db, pool, model: things })

beforeEach(() => pool.query('truncate uno.things'))
const lamp: Thing = {
  id: 'lamp',
  name: 'Lamp “red” 🏮',
  units: Number.MAX_SAFE_INTEGER,
  gross: 2n ** 62n + 1n,
  rate: 0.1 + 0.2,
  paid: true,
  seenAt: new Date('2011-12-09T12:50:00.123Z'),
  tags: ['a"b', '{c}', 'NULL', ''],
  detail: { deep: [1, { two: null }], '': 'empty key' },
  note: 'in the document',
}
const thing = (change: Partial<Thing> & { id: string }): Thing => ({
  ...lamp,
  gross: BigInt(change.id.length),
  ...change,
})
const ids = (rows: readonly { id: string }[]): readonly string[] => rows.map(({ id }) => id)

describe('a row', () => {
  it('comes back as it was saved, in every type', async () => {
    await repository.save(lamp)
    expect(await repository.get('lamp')).toEqual(lamp)
  })

  it('comes back with nulls, and without what was undefined', async () => {
    const bare = { ...lamp, name: null, units: null, seenAt: null, note: undefined }
    await repository.save(bare)
    const { note: _note, ...kept } = bare
    expect(await repository.get('lamp')).toEqual(kept)
  })

  it.each([
    ['things.units: expected a safe integer', { units: 1.5 }],
    ['things.gross: expected a bigint of 64 bits', { gross: 2n ** 63n }],
    ['things.rate: expected a finite number, found NaN', { rate: Number.NaN }],
    ['things.name: expected a text without NUL', { name: 'a\0b' }],
    ['things.name: expected a text without NUL and broken characters', { name: '\ud800' }],
    ['things.seenAt: expected a date, found an invalid date', { seenAt: new Date(Number.NaN) }],
    ['things.seenAt: expected an instant in the years 1 to 9999', { seenAt: new Date('-000001-01-01') }],
    ['things.tags: expected a list of texts', { tags: [1] }],
    ['things.paid: expected boolean, found null', { paid: null }],
    [
      'things.detail.at: expected JSON; dates and bigints need a column, found a date',
      { detail: { at: new Date() } },
    ],
    ['things.detail.0: expected JSON; dates and bigints need a column, found a bigint', { detail: [1n] }],
    ['things has no field "colour"', { colour: 'red' }],
    ['the id of a read model', { id: '' }],
  ])('is refused when it cannot be kept: %s', async (message, change) => {
    await expect(repository.save({ ...lamp, ...(change as object) })).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message: expect.stringContaining(message) as string,
    })
    expect(await repository.count()).toBe(0)
  })

  it('that breaks a unique index is refused by the name of the index', async () => {
    await repository.save(lamp)
    await expect(repository.save({ ...lamp, id: 'other' })).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message: 'things: another row has the same value in "things_gross_key"',
    })
  })

  it('may be long: what search reads of it is cut', async () => {
    const unique = (index: number): string =>
      String.fromCodePoint(0x4e00 + (index % 20_000)) + index.toString(36)
    const name = Array.from({ length: 400_000 }, (_, index) => unique(index)).join(' ')
    await repository.save({ ...lamp, name, note: name })
    expect(await repository.exists('lamp')).toBe(true)
  })
})

describe('a database that is not there', () => {
  it('is a typed error: a missing table asks for migrations', async () => {
    const other = new PostgresReadModelRepository({ db, model: things, schema: 'elsewhere' })
    await expect(other.get('lamp')).rejects.toMatchObject({ code: 'ERR_SCHEMA', retryable: false })
  })

  it('is a typed error that may pass when nobody listens', async () => {
    const nowhere = new Pool({ host: '127.0.0.1', port: 1 })
    const other = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: nowhere }) })
    await expect(
      new PostgresReadModelRepository({ db: other, model: things }).get('lamp'),
    ).rejects.toMatchObject({
      code: 'ERR_DATABASE',
      retryable: true,
    })
    await other.destroy()
  })
})

describe('two writers', () => {
  it('that expect the same version: one wins, the other is told', async () => {
    await repository.save(lamp)
    const race = Array.from({ length: 8 }, () => repository.save(lamp, { expectedVersion: 1 }))
    const outcomes = await Promise.allSettled(race)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const lost = outcomes
      .filter((outcome) => outcome.status === 'rejected')
      .map(({ reason }) => reason as unknown)
    expect(lost).toEqual(
      lost.map(() => expect.objectContaining({ code: 'ERR_CONCURRENCY', expected: 1 }) as unknown),
    )
    expect((await repository.getModel('lamp'))?.version).toBe(2)
  })

  it('that both insert: one wins', async () => {
    const race = Array.from({ length: 8 }, () => repository.save(lamp, { expectedVersion: 0 }))
    const outcomes = await Promise.allSettled(race)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await repository.getModel('lamp'))?.version).toBe(1)
  })

  it('of many rows in different orders do not deadlock', async () => {
    const rows = Array.from({ length: 500 }, (_, index) => thing({ id: `t${index}`, gross: BigInt(index) }))
    await Promise.all(
      Array.from({ length: 8 }, (_, turn) => repository.saveMany(turn % 2 === 0 ? rows : rows.toReversed())),
    )
    expect(await repository.count()).toBe(500)
    expect((await repository.getModel('t0'))?.version).toBe(8)
  })
})

describe('many rows', () => {
  const many = Array.from({ length: 12_000 }, (_, index) => thing({ id: `t${index}`, gross: BigInt(index) }))

  it('are saved together or not at all, more than one statement takes too', async () => {
    await repository.saveMany(many)
    expect(await repository.count()).toBe(12_000)
    const broken = many.map((row, index) => ({ ...row, rate: 7, gross: index === 11_999 ? 0n : row.gross }))
    await expect(repository.saveMany(broken)).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' })
    expect(await repository.count({ op: 'eq', field: 'rate', value: 7 })).toBe(0)
  })

  it('stream without holding a connection', async () => {
    await repository.saveMany(many)
    const seen: string[] = []
    let busy = 0
    for await (const { id } of repository.stream(
      { sort: [{ field: 'rate', direction: 'asc' }] },
      { batchSize: 999 },
    )) {
      if (pool.idleCount < pool.totalCount) busy += 1
      seen.push(id)
    }
    expect(new Set(seen).size).toBe(12_000)
    expect(seen).toHaveLength(12_000)
    expect(busy).toBe(0)
  })
})

describe('a transaction', () => {
  it('that is handed in carries the rows with it', async () => {
    const gone = new Error('rolled back')
    await expect(
      db.transaction().execute(async (transaction) => {
        const handle = {
          transaction: { sql: transaction, connection: { query: () => Promise.reject(gone) } },
        }
        await repository.saveMany([lamp], handle)
        await repository.patch('lamp', { name: 'Lantern' }, handle)
        expect(await repository.get('lamp', handle)).toMatchObject({ name: 'Lantern' })
        expect(await repository.get('lamp')).toBeUndefined()
        throw gone
      }),
    ).rejects.toBe(gone)
    expect(await repository.exists('lamp')).toBe(false)
  })
})

describe('an aborted call', () => {
  it('throws the reason and gives the connection back', async () => {
    const controller = new AbortController()
    const locked = await pool.connect()
    await repository.save(lamp)
    await locked.query('begin')
    await locked.query('lock table uno.things in access exclusive mode')
    const reason = new Error('enough')
    const reading = repository.get('lamp', { signal: controller.signal })
    controller.abort(reason)
    await expect(reading).rejects.toBe(reason)
    await locked.query('rollback')
    locked.release()
    await expect.poll(() => pool.idleCount).toBe(pool.totalCount)
  })
})

describe('plugins of the application', () => {
  it('do not rename the columns', async () => {
    const camel = db.withPlugin(new CamelCasePlugin())
    const other = new PostgresReadModelRepository({ db: camel, model: things })
    await other.save(lamp)
    expect((await other.getModel('lamp'))?.version).toBe(1)
  })
})

describe('microseconds', () => {
  it('are kept in cursors: no row within one millisecond is skipped or doubled', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => thing({ id: `t${index}`, gross: BigInt(index) }))
    await repository.saveMany(rows)
    await sql`update uno.things set "seenAt" = timestamptz '2011-12-09 12:50:00.000500Z'
      + make_interval(secs => (gross % 7)::int / 1e6)`.execute(db)
    for (const direction of ['asc', 'desc'] as const) {
      const sort: Sort = [{ field: 'seenAt', direction }]
      const expected = await sql<{ id: string }>`select id from uno.things
        order by "seenAt" ${sql.raw(direction)}, id`.execute(db)
      expect(await allPages({ sort, limit: 4 })).toEqual(ids(expected.rows))
    }
  })
})

/** Every id, page after page. */
async function allPages(request: PageRequest): Promise<readonly string[]> {
  const found: string[] = []
  let after: Cursor | undefined
  do {
    const page = await repository.find({ ...request, after })
    found.push(...ids(page.items))
    after = page.next ?? undefined
  } while (after !== undefined)
  return found
}

describe('positions', () => {
  it('guard each row of many by itself', async () => {
    await repository.save(thing({ id: 'new' }), { position: globalPosition(9) })
    await repository.save(thing({ id: 'older' }), { position: globalPosition(3) })
    const rows = [thing({ id: 'new', rate: 5 }), thing({ id: 'older', rate: 5 })]
    await repository.saveMany(rows, { position: globalPosition(5) })
    expect((await repository.getMany(['new', 'older'])).map((row) => row?.rate)).toEqual([lamp.rate, 5])
    expect((await repository.getModel('older'))?.position).toBe(5n)
  })
})

describe('a database with a language of its own', () => {
  it('orders and compares text by code point all the same', async () => {
    const name = `${opened.name}_icu`
    await pool.query(`create database ${name} template template0 encoding utf8 locale 'C'
      locale_provider icu icu_locale 'en'`)
    await using spoken = await createDatabase(inject('postgresUrl'), { template: name })
    const english = new Pool({ connectionString: spoken.url, max: 1 })
    const other = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: english }) })
    try {
      await english.query('create schema uno')
      for (const statement of createTableStatements(things, { schema: '"uno"' }))
        await english.query(statement)
      const rows = new PostgresReadModelRepository({ db: other, model: things })
      const names = ['a', 'B', 'b', 'A', 'ä', 'Z']
      await rows.saveMany(
        names.map((id, index) => thing({ id, gross: BigInt(index), name: id, detail: { name: id } })),
      )
      const byCodePoint = ['A', 'B', 'Z', 'a', 'b', 'ä']
      for (const field of ['id', 'name', 'detail.name']) {
        const { items } = await rows.find({ sort: [{ field, direction: 'asc' }] })
        expect(ids(items)).toEqual(byCodePoint)
        const { items: later } = await rows.find({ where: { op: 'gte', field, value: 'a' } })
        expect(ids(later)).toEqual(['a', 'b', 'ä'])
      }
      expect(ids((await rows.find({ where: { op: 'ilike', field: 'name', pattern: 'Ä' } })).items)).toEqual([
        'ä',
      ])
    } finally {
      await other.destroy()
      await pool.query(`drop database ${name}`)
    }
  })
})
