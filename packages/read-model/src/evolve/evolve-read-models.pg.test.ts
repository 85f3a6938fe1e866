import { createDatabase } from '@uno-ts/testing'
import { isUnoError } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { afterAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { defineReadModel } from '../define/define-read-model.ts'
import { readModelMigrations } from '../table/read-model-migrations.ts'
import { PostgresReadModelRepository } from '../repository/postgres-read-model-repository.ts'
import { evolveReadModels, readModelChanges } from './evolve-read-models.ts'

const database = await createDatabase(inject('postgresUrl'))
const pool = new Pool({ connectionString: database.url, max: 4 })
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })

beforeEach(() => pool.query('drop schema if exists uno cascade'))
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const first = defineReadModel({
  name: 'orders',
  schema: z.object({
    id: z.string(),
    status: z.string(),
    city: z.string().nullable(),
    units: z.int().nullable(),
    labels: z.array(z.string()).nullable(),
  }),
  key: 'id',
  columns: { status: { type: 'text' } },
})

/** The same rows, more of their fields with a column. */
const second = defineReadModel({
  name: 'orders',
  schema: z.object({ ...first.schema.shape, note: z.string().optional() }),
  key: 'id',
  columns: {
    status: { type: 'text', nullable: true } as never,
    city: { type: 'text', nullable: true },
    units: { type: 'integer', nullable: true },
    labels: { type: 'text[]', nullable: true },
  },
  indexes: [{ columns: ['city'] }, { columns: ['units', 'city'] }],
  search: { fields: [{ field: 'city' }] },
})

const row = { id: '1', status: 'placed', city: 'Leeds', units: 3, labels: ['a', 'b'] }

describe('tables of read models', () => {
  it('are created once, by however many processes start at once', async () => {
    const ran = await Promise.all([1, 2, 3, 4].map(() => evolveReadModels(db, [first])))
    expect(ran.filter((statements) => statements.length > 0)).toHaveLength(1)
    await new PostgresReadModelRepository({ db, model: first }).save(row)
    expect(await evolveReadModels(db, [first])).toEqual([])
  })

  it('get the columns, indexes and search they lack, and rows keep their values', async () => {
    await evolveReadModels(db, [first])
    await new PostgresReadModelRepository({ db, model: first }).save(row)
    const ran = await evolveReadModels(db, [second])
    expect(ran.length).toBeGreaterThan(5)
    const repository = new PostgresReadModelRepository({ db, model: second })
    expect(await repository.get('1')).toEqual(row)
    expect(await repository.count({ op: 'eq', field: 'city', value: 'Leeds' })).toBe(1)
    expect(await evolveReadModels(db, [second])).toEqual([])
  })

  it('get another search when its definition changes, for the rows that are there', async () => {
    await evolveReadModels(db, [second])
    await new PostgresReadModelRepository({ db, model: second }).save({ ...row, note: 'Oxfords' })
    const found = async (word: string) => {
      const { rowCount } = await pool.query(
        `select from uno.orders where search_vector @@ to_tsquery('english', $1)`,
        [word],
      )
      return rowCount
    }
    expect([await found('leeds'), await found('oxford')]).toEqual([1, 0])
    const third = { ...second, search: { language: 'english', fields: [{ field: 'note' }] } }
    const { statements, refused } = await readModelChanges(db, [third])
    expect([statements.length, refused]).toEqual([4, []])
    expect(await evolveReadModels(db, [third])).toEqual(statements)
    expect([await found('leeds'), await found('oxford')]).toEqual([0, 1])
    expect(await evolveReadModels(db, [third])).toEqual([])
    const { rows } = await pool.query(
      `select indexname from pg_indexes where schemaname = 'uno' and indexdef like '%search_vector%'`,
    )
    expect(rows).toHaveLength(1)
    const simple = { ...second, search: { language: 'simple', fields: [{ field: 'note' }] } }
    await evolveReadModels(db, [simple])
    expect(await found('oxfords')).toBe(0) // asked for by its stem
  })

  it('get a search whose field moves from the document to a column', async () => {
    const search = { language: 'english', fields: [{ field: 'city' }] }
    await evolveReadModels(db, [{ ...first, search }])
    await new PostgresReadModelRepository({ db, model: first }).save(row)
    await evolveReadModels(db, [{ ...second, search }])
    const { rowCount } = await pool.query(
      `select from uno.orders where search_vector @@ to_tsquery('english', 'leeds')`,
    )
    expect(rowCount).toBe(1)
    expect(await evolveReadModels(db, [{ ...second, search }])).toEqual([])
  })

  it('get a column that refuses null as long as there are no rows', async () => {
    await evolveReadModels(db, [first])
    const wider = defineReadModel({
      name: 'orders',
      schema: z.object({ ...first.schema.shape, total: z.bigint() }),
      key: 'id',
      columns: { status: { type: 'text' }, total: { type: 'bigint' } },
    })
    expect(await evolveReadModels(db, [wider])).toEqual([
      'alter table "uno"."orders" add column "total" bigint not null',
    ])
  })

  it.each([
    [
      'a column that is defined no more',
      { columns: {} },
      'column "status" is not in the definition; run `alter table "uno"."orders" drop column "status"`',
    ],
    [
      'another type',
      { columns: { status: { type: 'integer' } } },
      'column "status" is text collate "C", expected bigint; run `alter table "uno"."orders" alter column "status" type bigint using "status"::bigint`',
    ],
    [
      'a column that refuses null, where there are rows',
      { columns: { status: { type: 'text' }, units: { type: 'integer' } } },
      'column "units" is missing; it refuses null, and there are rows',
    ],
  ])('are not changed by %s: it is refused, with what to run', async (_, change, message) => {
    await evolveReadModels(db, [first])
    await new PostgresReadModelRepository({ db, model: first }).save(row)
    const changed = { ...first, indexes: [{ columns: ['id'] }], ...change } as typeof first
    const error = await evolveReadModels(db, [changed]).catch((caught: unknown) => caught)
    expect(isUnoError(error, 'ERR_SCHEMA') && error.message).toContain(message)
    const { refused, statements } = await readModelChanges(db, [changed])
    expect([refused.length, statements.length]).toEqual([1, 1])
    expect(await new PostgresReadModelRepository({ db, model: first }).get('1')).toEqual(row)
  })

  it('may be created by migrations before or after', async () => {
    const migrate = async (model: typeof second) => {
      const [step] = readModelMigrations([model]).steps
      for (const statement of step?.statements({ schema: '"uno"' }) ?? []) await pool.query(statement)
    }
    await evolveReadModels(db, [second])
    await migrate(second)
    expect(await evolveReadModels(db, [second])).toEqual([])
    await pool.query('drop table uno.orders')
    await migrate(second)
    expect(await evolveReadModels(db, [second])).toEqual([])
    const changed = { ...second, search: { language: 'simple', fields: [{ field: 'city' }] } }
    await migrate(changed)
    expect(await evolveReadModels(db, [changed])).not.toEqual([]) // the migration has left the table as it was
  })
})
