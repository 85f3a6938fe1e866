import { createDatabase } from '@uno-ts/testing'
import { silentLogger, type MessageContext, type QueryDefinition } from '@uno-ts/types'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
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
