import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { z } from 'zod'
import { defineReadModel } from '../../src/define/define-read-model.ts'
import { createTableStatements } from '../../src/table/create-table-statements.ts'

/** Rows of some 400 bytes: a few columns, and a document. */
export const linesModel = defineReadModel({
  name: 'lines',
  schema: z.object({
    id: z.string(),
    nr: z.int(),
    seenAt: z.date(),
    text: z.string(),
    more: z.object({ kept: z.string() }),
  }),
  key: 'id',
  columns: { nr: { type: 'integer' }, seenAt: { type: 'timestamp' }, text: { type: 'text' } },
})

/** Makes the table with so many rows, their numbers in the order of their ids. */
export async function fillLines(db: Kysely<unknown>, count: number): Promise<void> {
  await sql`create schema uno`.execute(db)
  for (const statement of createTableStatements(linesModel, { schema: '"uno"' }))
    await sql.raw(statement).execute(db)
  await sql`insert into uno.lines (tenant_id, id, nr, "seenAt", text, document)
    select 'default', lpad(nr::text, 9, '0'), nr, timestamptz '2026-01-01 00:00:00+00' + nr * interval '1 second',
      repeat(md5(nr::text), 5), jsonb_build_object('more', jsonb_build_object('kept', repeat(md5(nr::text), 4)))
    from generate_series(0, ${count}::integer - 1) as s(nr)`.execute(db)
  await sql`vacuum analyze uno.lines`.execute(db)
}
