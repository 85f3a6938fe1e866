import { createDatabase } from '@uno-ts/testing'
import {
  encodeCursor,
  silentLogger,
  type Cursor,
  type MessageContext,
  type Page,
  type QueryDefinition,
} from '@uno-ts/types'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { SqlPageQueryHandler, type SqlPageRequest } from './sql-page-query-handler.ts'
import { SqlQueryHandler } from './sql-query-handler.ts'

interface Shop {
  readonly orders: { readonly country: string; readonly units: number }
}

const database = await createDatabase(inject('postgresUrl'))
const db = new Kysely<Shop>({
  dialect: new PostgresDialect({ pool: new Pool({ connectionString: database.url }) }),
})
await sql`create table orders (country text, units integer)`.execute(db)
await sql`insert into orders values ('France', 1), ('France', 2), ('Spain', 4)`.execute(db)
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const country = z.object({ country: z.string() })
const units = z.number()
type CountUnits = QueryDefinition<'CountUnits', typeof country, typeof units>

const definition: CountUnits = Object.assign(
  (data: z.input<typeof country>) => ({ type: 'CountUnits' as const, data, definition }),
  { kind: 'query' as const, type: 'CountUnits' as const, dataSchema: country, resultSchema: units },
)
const context = (
  data: z.input<typeof country>,
  signal = new AbortController().signal,
): MessageContext<CountUnits> => ({
  message: definition(data),
  metadata: { messageId: '1', correlationId: '1' },
  signal,
  attempt: 1,
  validated: true,
  logger: silentLogger,
})

const handler = new SqlQueryHandler({
  definition,
  db,
  buildQuery: (db, data) => db.selectFrom('orders').select('units').where('country', '=', data.country),
  processResult: (rows) => rows.reduce((sum, row) => sum + row.units, 0),
})

describe('a handler with a statement of its own', () => {
  it('answers what is made of the rows', async () => {
    const data = { country: 'France' }
    expect(await handler.handle(data, context(data))).toBe(3)
  })

  it('throws the reason of an aborted query', async () => {
    const data = { country: 'France' }
    const reason = new Error('nobody waits')
    await expect(handler.handle(data, context(data, AbortSignal.abort(reason)))).rejects.toBe(reason)
  })

  it('names a table that is missing', async () => {
    const broken = new SqlQueryHandler({
      definition,
      db: db.withSchema('nowhere'),
      buildQuery: (db) => db.selectFrom('orders').select('units'),
      processResult: (rows) => rows.length,
    })
    const data = { country: 'France' }
    await expect(broken.handle(data, context(data))).rejects.toMatchObject({ code: 'ERR_SCHEMA' })
  })
})

describe('a handler of pages', () => {
  const pages = z.object({ after: z.custom<Cursor>().optional(), before: z.custom<Cursor>().optional() })
  const found = z.custom<Page<Order>>()
  interface Order {
    readonly id: string
    readonly at: Date | null
    readonly units: bigint | string
  }
  type ListOrders = QueryDefinition<'ListOrders', typeof pages, typeof found>
  const listOrders = Object.assign(() => ({}), {
    kind: 'query' as const,
    type: 'ListOrders' as const,
    dataSchema: pages,
    resultSchema: found,
  }) as unknown as ListOrders // the handler makes no messages
  const paged = new SqlPageQueryHandler({
    definition: listOrders,
    db: db as unknown as Kysely<{ placed: Order }>, // a table beside
    buildQuery: (db) => db.selectFrom('placed').selectAll().where('id', '<>', 'none'),
    page: ({ after, before }) => ({
      sort: [
        { field: 'at', direction: 'desc' },
        { field: 'units', direction: 'asc' },
        { field: 'id', direction: 'asc' },
      ],
      limit: 2,
      total: true,
      after,
      before,
    }),
    processResult: (page) => page,
  })
  const ask = (data: z.output<typeof pages>) =>
    paged.handle(data, context({ country: '' }) as unknown as MessageContext<ListOrders>) // only its signal is read

  it('walks all rows once, there and back, as fine as the columns are', async () => {
    await sql`create table placed (id text, at timestamptz, units bigint)`.execute(db)
    await sql`insert into placed select 'o' || n,
      case when n % 4 > 0 then timestamptz '2026-01-01' + interval '1 microsecond' * (n % 3) end, n % 2
      from generate_series(1, 9) as n`.execute(db)
    const { rows } = await sql<{
      id: string
    }>`select id from placed order by at desc nulls last, units, id`.execute(db)
    const expected = rows.map(({ id }) => id)

    const there: string[] = []
    let page = await ask({})
    const [first] = page.items
    for (;;) {
      there.push(...page.items.map(({ id }) => id))
      expect(page.total).toBe(9)
      if (page.next === null) break
      page = await ask({ after: page.next })
    }
    expect(there).toEqual(expected)

    const back = page.items.map(({ id }) => id)
    while (page.previous !== null) {
      page = await ask({ before: page.previous })
      back.unshift(...page.items.map(({ id }) => id))
    }
    expect(back).toEqual(expected)
    expect(Object.keys(first ?? {})).toEqual(['id', 'at', 'units'])
  })

  type Asked = SqlPageRequest<{ readonly nr: number }>
  const numbers = (count: number, page: Asked) =>
    new SqlPageQueryHandler({
      definition: listOrders,
      db,
      buildQuery: () => sql<{ readonly nr: number }>`select nr from generate_series(1, ${count}::int) nr`,
      page: () => page,
      processResult: (found) => found as unknown as Page<Order>, // rows of another kind
    }).handle({}, context({ country: '' }) as unknown as MessageContext<ListOrders>)
  const sort: Asked['sort'] = [{ field: 'nr', direction: 'asc' }]

  it('gives 50 rows, and does not count them, when nothing else is said', async () => {
    const page = await numbers(51, { sort })
    expect([page.items.length, page.items.at(0), page.previous]).toEqual([50, { nr: 1 }, null])
    expect(page.next).not.toBeNull()
    expect(page).not.toHaveProperty('total')
    expect(await numbers(50, { sort })).toMatchObject({ next: null, previous: null })
  })

  it('gives 1 to 1,000 rows', async () => {
    expect((await numbers(3, { sort, limit: 1 })).items).toHaveLength(1)
    expect((await numbers(1_001, { sort, limit: 1_000 })).items).toHaveLength(1_000)
    for (const limit of [0, -1, 1.5, 1_001])
      await expect(numbers(3, { sort, limit })).rejects.toThrow(
        `limit is a whole number from 1 to 1000, found ${limit}`,
      )
  })

  it('counts nothing where there is nothing', async () => {
    expect(await numbers(0, { sort, total: true })).toEqual({
      items: [],
      next: null,
      previous: null,
      total: 0,
    })
  })

  it('begins in one way', async () => {
    const { next: after } = await numbers(9, { sort, limit: 2 })
    if (after === null) throw new Error('expected a next page')
    await expect(numbers(9, { sort, after, before: after })).rejects.toThrow(
      'a page starts in one way: "after" or "before", found both',
    )
  })

  it('needs an order, and each order has cursors of its own', async () => {
    await expect(numbers(9, { sort: [] })).rejects.toThrow(
      'pages need an order that ends in what tells rows apart',
    )
    const { next: after } = await numbers(9, { sort, limit: 2 })
    if (after === null) throw new Error('expected a next page')
    const down: Asked['sort'] = [{ field: 'nr', direction: 'desc' }]
    await expect(numbers(9, { sort: down, after })).rejects.toMatchObject({ code: 'ERR_CURSOR' })
  })

  it('walks in descending order, there and back', async () => {
    const down: Asked['sort'] = [{ field: 'nr', direction: 'desc' }]
    const first = await numbers(5, { sort: down, limit: 2 })
    const second = await numbers(5, { sort: down, limit: 2, after: first.next ?? undefined })
    expect([...first.items, ...second.items]).toEqual([5, 4, 3, 2].map((nr) => ({ nr })))
    const back = await numbers(5, { sort: down, limit: 2, before: second.previous ?? undefined })
    expect([back.items, back.previous]).toEqual([first.items, null])
    const third = await numbers(5, { sort: down, limit: 2, after: second.next ?? undefined })
    expect([third.items, third.next]).toEqual([[{ nr: 1 }], null])
    const between = await numbers(5, { sort: down, limit: 1, before: third.previous ?? undefined })
    expect(between.items).toEqual([{ nr: 2 }])
    expect(between.previous).not.toBeNull()
  })

  it('leads back from a page whose rows are gone', async () => {
    const { next } = await numbers(4, { sort, limit: 2 })
    const gone = await numbers(2, { sort, limit: 2, after: next ?? undefined })
    expect(gone).toMatchObject({ items: [], next: null })
    const back = await numbers(2, { sort, limit: 2, before: gone.previous ?? undefined })
    expect(back.items).toEqual([{ nr: 1 }])
  })

  it('refuses a cursor of another list', async () => {
    const cursor = encodeCursor(['1', '2'], { sort: [{ field: 'id', direction: 'asc' }] })
    await expect(ask({ after: cursor })).rejects.toMatchObject({ code: 'ERR_CURSOR' })
  })
})
