import { ConfigurationError, type Event, type RecordedEvent } from '@uno-ts/types'
import { checkProjection } from '../define/define-projection.ts'
import { transactionHandle } from '../storage/transaction-handle.ts'
import { byTenant } from '../table/by-tenant.ts'
import { isColumnType, sqlTypeOf } from '../table/column-type.ts'
import { execute } from '../table/execute.ts'
import { createTable, emptyTable, ownTables, refusal, type TableNames } from '../table/row-table.ts'
import type { AnyFold, AnyFoldForm, AnyFoldTable, Fold, FoldDefinition } from './fold.ts'
import { foldEvents, keysOfEvent, keysOfEvents } from './fold-events.ts'
import { loadRows } from './load-rows.ts'
import { deleteRows, writeRows } from './write-rows.ts'

type AnyFoldDefinition = Omit<AnyFold, 'createTable' | 'handleBatch'>

/**
 * Defines a projection as a pure function from a row and an event to a row. A batch costs three statements at most, whatever
 * its size: it loads the rows of its keys, folds in memory, and writes those that changed. It runs in a `ProjectionRunner`
 * beside other projections; `inlineProjection` and `liveProjection` give the same definition its other lives.
 *
 * @throws ConfigurationError that names the field when the definition cannot work
 * @example
 * ```ts
 * import { defineFold, type Fold } from '@uno-ts/projections'
 * import type { Event } from '@uno-ts/types'
 *
 * type OrderEvent =
 *   | Event<'OrderPlaced', { readonly customerId: string; readonly lines: number }>
 *   | Event<'OrderCancelled', { readonly reason: string }>
 *
 * interface OrderRow {
 *   readonly customer: string
 *   readonly lines: number
 *   readonly reason: string | null
 * }
 *
 * export const orders: Fold<OrderEvent, OrderRow> = defineFold({
 *   name: 'orders',
 *   version: 1,
 *   table: {
 *     name: 'orders',
 *     key: { column: 'order_id', type: 'text' },
 *     columns: { customer: 'text', lines: 'integer', reason: 'text null' },
 *   },
 *   eventTypes: ['OrderPlaced', 'OrderCancelled'],
 *   key: 'stream',
 *   evolve(row, event) {
 *     switch (event.type) {
 *       case 'OrderPlaced':
 *         return { customer: event.data.customerId, lines: event.data.lines, reason: null }
 *       case 'OrderCancelled':
 *         return row === undefined ? null : { ...row, reason: event.data.reason }
 *     }
 *   },
 * })
 * ```
 */
export function defineFold<Events extends Event, Row>(
  definition: FoldDefinition<Events, Row>,
): Fold<Events, Row>
export function defineFold(definition: AnyFoldDefinition): AnyFold {
  checkTable(definition)
  const { name, version, slices, onError, key, evolve } = definition
  const table = Object.freeze({
    ...definition.table,
    columns: Object.freeze({ ...definition.table.columns }),
  })
  const form = { key, evolve }
  const named = ({ table: nameOf }: TableNames): AnyFoldTable => ({ ...table, name: nameOf(table.name) })
  const made = (tableName: string) =>
    createTable({ ...table, name: tableName }, columnsOf(definition), [table.key.column])
  const fold: AnyFold = {
    name,
    version,
    slices,
    onError,
    table,
    key,
    evolve,
    eventTypes: Object.freeze([...definition.eventTypes]),
    createTable: made(table.name),
    ...ownTables(table, made),
    sliceBy: key === 'stream' ? 'stream' : (event: RecordedEvent) => onlyKeyOf(form, event),
    keys: (event: RecordedEvent) => keysOfEvent(form, event),
    reset: (context) => emptyTable(context.tx, named(context), context.tenant),
    async resetKey(key, context) {
      await execute(context.tx, [deleteRows(named(context), [key], context.tenant)])
    },
    async handleBatch(events: readonly RecordedEvent[], context) {
      const { tx } = context
      const its = named(context)
      for (const [tenant, some] of byTenant(events)) {
        const keys = keysOfEvents(form, some)
        if (keys.length === 0) continue
        const before = await loadRows(transactionHandle(tx).connection, its, { keys, tenant })
        await execute(tx, writeRows(its, foldEvents(form, some, before), tenant))
      }
    },
  }
  checkProjection(fold)
  return Object.freeze(fold)
}

function checkTable(definition: AnyFoldDefinition): void {
  const refuse = refusal('fold', definition.name)
  const { table, key, evolve } = definition
  if (key !== 'stream' && typeof key !== 'function') refuse('key', "'stream' or a function")
  if (typeof evolve !== 'function') refuse('evolve', 'a function')
  for (const [column, type] of Object.entries(table.columns)) {
    if (!isColumnType(type)) refuse(`table.columns.${column}`, 'a column type, such as text or bigint null')
  }
}

function columnsOf({
  table: { key, columns, positionColumn },
}: AnyFoldDefinition): (readonly [string, string])[] {
  const position = positionColumn === undefined ? [] : [[positionColumn, 'bigint not null'] as const]
  return [
    [key.column, `${key.type}${key.type === 'text' ? ' collate "C"' : ''} not null`],
    ...Object.entries(columns).map(([column, type]): readonly [string, string] => [
      column,
      sqlTypeOf(type) === type ? `${type} not null` : sqlTypeOf(type),
    ]),
    ...position,
  ]
}

/** The key that decides an event's slice, and behind which it waits where an event is parked. */
function onlyKeyOf(form: Pick<AnyFoldForm, 'key'>, event: RecordedEvent): string {
  const [key = '', another] = keysOfEvent(form, event)
  if (another === undefined) return key
  throw new ConfigurationError(
    'a fold with slices or parked events takes one key of an event, found several',
    { path: 'key' },
  )
}
