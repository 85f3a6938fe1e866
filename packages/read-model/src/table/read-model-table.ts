import type { ReadModelDefinition, RowOf } from '@uno-ts/types'
import type { ColumnType, Generated } from 'kysely'

/**
 * The table of a read model for Kysely's own types, with the fields that have a column. Whole numbers are 64 bits wide in
 * the database: the driver gives them as text unless it is told otherwise.
 *
 * @example
 * ```ts
 * import { defineReadModel, type ReadModelTable } from '@uno-ts/read-model'
 * import type { Kysely } from 'kysely'
 * import { z } from 'zod'
 *
 * const countries = defineReadModel({
 *   name: 'countries',
 *   schema: z.object({ code: z.string(), orders: z.int(), names: z.array(z.string()) }),
 *   key: 'code',
 *   columns: { orders: { type: 'integer' } },
 * })
 * type Database = { 'uno.countries': ReadModelTable<typeof countries, 'code' | 'orders'> }
 *
 * export function perTenant(db: Kysely<Database>) {
 *   return db
 *     .selectFrom('uno.countries')
 *     .select(({ fn }) => ['tenant_id', fn.sum('orders').as('orders')])
 *     .groupBy('tenant_id')
 *     .execute()
 * }
 * ```
 */
export type ReadModelTable<
  Definition extends ReadModelDefinition,
  Field extends keyof RowOf<Definition> & string,
> = ReadModelSystemColumns & { readonly [Each in Field]: SqlValue<RowOf<Definition>[Each]> }

/** The columns every read model's table has beside its fields. */
export interface ReadModelSystemColumns {
  readonly tenant_id: string
  readonly row_version: Generated<number>
  readonly position: ColumnType<string | null, bigint | string | null | undefined>
  readonly updated_at: Generated<Date>
  /** The fields without a column; only where there are such. */
  readonly document: ColumnType<Readonly<Record<string, unknown>>, string | undefined>
}

type SqlValue<Value> = null extends Value ? SqlPresent<NonNullable<Value>> | null : SqlPresent<Value>

type SqlPresent<Value> = [Value] extends [bigint]
  ? string
  : [Value] extends [number]
    ? number | string
    : Value
