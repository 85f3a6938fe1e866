import type { Event, RecordedEvent } from '@uno-ts/types'
import { checkProjection } from '../define/define-projection.ts'
import { byTenant } from '../table/by-tenant.ts'
import { execute } from '../table/execute.ts'
import {
  createTable,
  emptyTable,
  ownTables,
  refusal,
  tenantColumnOf,
  type RowTable,
  type TableNames,
} from '../table/row-table.ts'
import { rowAdder } from './add-rows.ts'
import { adder, tallyColumns } from './add-up.ts'
import { isEventPath, keyText, readerOf } from './event-path.ts'
import { amountOf, amountsOf } from './tally-amount.ts'
import type { Tally, TallyDefinition } from './tally.ts'

/**
 * Defines counts and sums as data. A batch costs one statement, which adds to the rows without loading them; a rebuild can
 * run inside the database, see `rebuildSql`. It runs in a `ProjectionRunner` beside other projections; `inlineProjection`
 * and `liveProjection` give the same definition its other lives.
 *
 * @throws ConfigurationError that names the field when the definition cannot work
 * @example
 * ```ts
 * import { defineTally, type Tally } from '@uno-ts/projections'
 * import type { Event } from '@uno-ts/types'
 *
 * type StockEvent =
 *   | Event<'GoodsSold', { readonly productCode: string; readonly quantity: number }>
 *   | Event<'GoodsReturned', { readonly productCode: string; readonly quantity: number }>
 *
 * export const salesByProduct: Tally<StockEvent> = defineTally({
 *   name: 'sales-by-product',
 *   version: 1,
 *   table: { name: 'sales_by_product' },
 *   eventTypes: ['GoodsSold', 'GoodsReturned'],
 *   key: { product: 'data.productCode' },
 *   sums: {
 *     events: 1,
 *     quantity: { GoodsSold: 'data.quantity', GoodsReturned: '-data.quantity' },
 *   },
 *   max: { largest: 'data.quantity' },
 * })
 * ```
 */
export function defineTally<Events extends Event>(definition: TallyDefinition<Events>): Tally<Events>
export function defineTally(definition: TallyDefinition<Event>): Tally {
  checkTally(definition)
  const { name, version, slices, onError, table, key, sums, min, max, readsAnyVersion } = definition
  const form = { eventTypes: Object.freeze([...definition.eventTypes]), key, sums, min, max, table }
  const addUp = adder(form)
  const named = ({ table: nameOf }: TableNames): RowTable => ({ ...table, name: nameOf(table.name) })
  const made = (tableName: string) =>
    createTable({ ...table, name: tableName }, columnsOf(definition), Object.keys(key))
  const keyReaders = Object.values(key).map(readerOf)
  const tally: Tally = {
    ...form,
    name,
    version,
    slices,
    onError,
    readsAnyVersion,
    createTable: made(table.name),
    ...ownTables(table, made),
    keys: (event: RecordedEvent) => {
      const parts = keyReaders.map((read) => keyText(read(event)))
      return parts.includes(undefined) ? [] : [parts.join('/')]
    },
    reset: (context) => emptyTable(context.tx, named(context), context.tenant),
    async handleBatch(events: readonly RecordedEvent[], context) {
      const addRows = rowAdder({ ...form, table: named(context) })
      for (const [tenant, its] of byTenant(events)) {
        const rows = addUp(its)
        if (rows.length > 0) await execute(context.tx, [addRows(rows, tenant)])
      }
    },
  }
  checkProjection(tally)
  return Object.freeze(tally)
}

function checkTally(definition: TallyDefinition<Event>): void {
  const refuse = refusal('tally', definition.name)
  const { table, key, sums, min = {}, max = {} } = definition
  const path = 'streamId, type, or a path such as data.quantity'
  for (const [field, columns] of Object.entries({ key, min, max })) {
    for (const [column, at] of Object.entries(columns)) {
      if (!isEventPath(at)) refuse(`${field}.${column}`, path)
    }
  }
  for (const [column, sum] of Object.entries(sums)) {
    for (const [type, amount] of Object.entries(amountsOf(sum))) {
      const field = typeof sum === 'object' ? `sums.${column}.${type}` : `sums.${column}`
      if (amountOf(amount) === undefined) refuse(field, `a whole number, or ${path}`)
    }
  }
  const columns = tallyColumns(definition).map(([column]) => column)
  const all = [...Object.keys(key), ...columns]
  if (columns.length === 0) refuse('sums', 'an object with at least one column')
  if (new Set(all).size < all.length) refuse('sums', 'without columns that stand elsewhere too')
  if (tenantColumnOf(table) === undefined && Object.keys(key).length === 0) {
    refuse('key', 'an object with at least one column, where the table has no tenants')
  }
}

function columnsOf(definition: TallyDefinition<Event>): readonly (readonly [string, string])[] {
  return [
    ...Object.keys(definition.key).map((column) => [column, 'text collate "C" not null'] as const),
    ...tallyColumns(definition).map(
      ([column, rule]) => [column, rule === 'sum' ? 'bigint not null default 0' : 'bigint'] as const,
    ),
  ]
}
