import { expectTypeOf } from 'vitest'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { defineReadModel } from '../define/define-read-model.ts'
import type { ReadModelTable } from './read-model-table.ts'

const schema = z.object({ id: z.string(), units: z.int(), gross: z.bigint(), city: z.string().nullable() })
const orders = defineReadModel({
  name: 'orders',
  schema,
  key: 'id',
  columns: { units: { type: 'integer' }, gross: { type: 'bigint' }, city: { type: 'text', nullable: true } },
})
type Database = { orders: ReadModelTable<typeof orders, 'id' | 'units' | 'gross' | 'city'> }
declare const db: Kysely<Database>

const query = db.selectFrom('orders').select(['id', 'units', 'gross', 'city', 'row_version', 'position'])
expectTypeOf(query.executeTakeFirstOrThrow()).resolves.toEqualTypeOf<{
  id: string
  units: number | string
  gross: string
  city: string | null
  row_version: number
  position: string | null
}>()

// @ts-expect-error -- a field without a column cannot be selected
db.selectFrom('orders').select('nowhere')
