import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineReadModel } from '../define/define-read-model.ts'
import { createTableStatements } from './create-table-statements.ts'
import { readModelMigrations } from './read-model-migrations.ts'

const schema = '"uno"'

describe('the table of a read model', () => {
  it('has typed columns, text by code point, the tenant first in every key', () => {
    const model = defineReadModel({
      name: 'order_summary',
      schema: z.object({
        id: z.string(),
        units: z.int(),
        grossMilli: z.bigint(),
        rate: z.number(),
        paid: z.boolean(),
        placedAt: z.date().nullable(),
        tags: z.array(z.string()),
        address: z.object({ city: z.string() }),
      }),
      key: 'id',
      columns: {
        units: { type: 'integer' },
        grossMilli: { type: 'bigint' },
        rate: { type: 'number' },
        paid: { type: 'boolean' },
        placedAt: { type: 'timestamp', nullable: true },
        tags: { type: 'text[]' },
        address: { type: 'json' },
      },
    })
    expect(createTableStatements(model, { schema })).toEqual([
      `create table "uno"."order_summary" (
  tenant_id text collate "C" not null,
  "id" text collate "C" not null,
  "units" bigint not null,
  "grossMilli" bigint not null,
  "rate" double precision not null,
  "paid" boolean not null,
  "placedAt" timestamptz,
  "tags" text[] collate "C" not null,
  "address" jsonb not null,
  row_version integer not null default 1,
  position bigint,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, "id")
)`,
    ])
  })

  it('has a document where a field has no column, and only there', () => {
    const fields = { id: z.string(), note: z.string().optional() }
    const table = (model: Parameters<typeof createTableStatements>[0]) =>
      createTableStatements(model, { schema })[0]
    const key = 'id'
    expect(table(defineReadModel({ name: 'a', schema: z.object(fields), key }))).toContain('document jsonb')
    expect(table(defineReadModel({ name: 'a', schema: z.looseObject({ id: z.string() }), key }))).toContain(
      'document',
    )
    expect(table(defineReadModel({ name: 'a', schema: z.object({ id: z.string() }), key }))).not.toContain(
      'document',
    )
  })

  it('has indexes led by the tenant and ending in the key', () => {
    const model = defineReadModel({
      name: 'customers',
      schema: z.object({ id: z.string(), email: z.string(), orders: z.int(), tags: z.array(z.string()) }),
      key: 'id',
      columns: { email: { type: 'text' }, orders: { type: 'integer' }, tags: { type: 'text[]' } },
      indexes: [{ columns: ['orders'] }, { columns: ['email'], unique: true }, { columns: ['tags'] }],
    })
    expect(createTableStatements(model, { schema }).slice(1)).toEqual([
      'create index "customers_orders_idx" on "uno"."customers" (tenant_id, "orders", "id")',
      'create unique index "customers_email_key" on "uno"."customers" (tenant_id, "email")',
      'create index "customers_tags_idx" on "uno"."customers" using gin ("tags")',
    ])
  })

  it('names an index within 63 characters, different columns differently', () => {
    const long = (letter: string) => `${letter}${'x'.repeat(50)}`
    const [a, b] = [long('a'), long('b')]
    const model = defineReadModel({
      name: 'a_table_with_a_name_of_some_length',
      schema: z.object({ id: z.string(), [a]: z.string(), [b]: z.string() }),
      key: 'id' as never, // fields named at run time have no types
      columns: { [a]: { type: 'text' }, [b]: { type: 'text' } },
      indexes: [{ columns: [a] }, { columns: [b] }, { columns: [b, a] }] as never,
    })
    const names = createTableStatements(model, { schema })
      .slice(1)
      .map((statement) => /"([^"]+)"/.exec(statement)?.[1] ?? '')
    expect(new Set(names).size).toBe(3)
    expect(Math.max(...names.map(({ length }) => length))).toBe(63)
  })

  it('is one step of a migration set, in the order of the names', () => {
    const model = (name: string) => defineReadModel({ name, schema: z.object({ id: z.string() }), key: 'id' })
    const set = readModelMigrations([model('stock'), model('products')])
    expect(set.name).toBe('read-models')
    expect(set.steps.map(({ name }) => name)).toEqual(['products-001', 'stock-001'])
    expect(set.steps[0]?.statements({ schema: '"shop"' })[0]).toContain(
      'create table if not exists "shop"."products"',
    )
  })
})
