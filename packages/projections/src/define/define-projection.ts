import { ConfigurationError, projectionId, type Event } from '@uno-ts/types'
import { errorHandlingTrouble } from '../failure/error-handling.ts'
import { mostSlices } from '../slice/slice-of.ts'
import { versionedTable } from '../version/versioned-table.ts'
import type { AnyProjection, BatchProjection, Projection } from './projection.ts'

/**
 * Defines a projection with a handler for each event type; or, with `eventTypes` and `handleBatch`, one that folds a
 * batch in memory. The definition is a frozen value without state: a runner gives it its life.
 *
 * @throws ConfigurationError that names the field when the definition cannot work
 * @example
 * ```ts
 * import { defineProjection, type Projection } from '@uno-ts/projections'
 * import type { Event } from '@uno-ts/types'
 *
 * type OrderEvent =
 *   | Event<'OrderPlaced', { readonly orderId: string; readonly lines: number }>
 *   | Event<'OrderCancelled', { readonly orderId: string }>
 *
 * interface ShopDatabase {
 *   order_summary: { order_id: string; status: string; lines: number }
 * }
 *
 * export const orderSummary: Projection<OrderEvent, ShopDatabase> = defineProjection({
 *   name: 'order-summary',
 *   version: 1,
 *   reset: ({ tx }) => tx.deleteFrom('order_summary').execute(),
 *   on: {
 *     OrderPlaced: ({ data }, { tx }) =>
 *       tx.insertInto('order_summary').values({ order_id: data.orderId, status: 'placed', lines: data.lines }).execute(),
 *     OrderCancelled: ({ data }, { tx }) =>
 *       tx.updateTable('order_summary').set({ status: 'cancelled' }).where('order_id', '=', data.orderId).execute(),
 *   },
 * })
 * ```
 */
export function defineProjection<Events extends Event, Database>(
  definition: Projection<Events, Database>,
): Projection<Events, Database>
export function defineProjection<Events extends Event, Database>(
  definition: BatchProjection<Events, Database>,
): BatchProjection<Events, Database>
export function defineProjection(definition: AnyProjection): AnyProjection {
  checkProjection(definition)
  return Object.freeze(
    'on' in definition
      ? { ...definition, on: Object.freeze({ ...definition.on }) }
      : { ...definition, eventTypes: Object.freeze([...definition.eventTypes]) },
  )
}

/**
 * Checks what the compiler cannot, for definitions from plain JavaScript and literals that were only annotated.
 *
 * @throws ConfigurationError that names the field
 */
export function checkProjection(definition: AnyProjection): void {
  const { name, version } = definition
  const refuse = (field: string, expected: string): never => {
    throw new ConfigurationError(`projection "${name}": ${field} must be ${expected}`, {
      path: `${name}.${field}`,
    })
  }
  projectionId(name)
  if (!Number.isSafeInteger(version) || version < 1) {
    refuse('version', `a whole number from 1, found ${String(version)}`)
  }
  const { slices = 1, sliceBy = 'stream' } = definition
  if (!Number.isSafeInteger(slices) || slices < 1 || slices > mostSlices) {
    refuse('slices', `a whole number from 1 to ${mostSlices}, found ${String(slices)}`)
  }
  if (sliceBy !== 'stream' && typeof sliceBy !== 'function') refuse('sliceBy', "'stream' or a function")
  for (const [table, make] of Object.entries(definition.tables ?? {})) {
    if (typeof make !== 'function') refuse(`tables.${table}`, 'a function that gives statements')
    const last = table.slice(table.lastIndexOf('.') + 1)
    if (Buffer.byteLength(versionedTable(last, version)) > 63 || last === '') {
      refuse(`tables.${table}`, 'a name of at most 63 bytes with the version behind it')
    }
  }
  const trouble = definition.onError === undefined ? undefined : errorHandlingTrouble(definition.onError)
  if (trouble !== undefined) refuse(`onError${trouble.path}`, trouble.expected)
  if ('on' in definition && 'handleBatch' in definition) refuse('on', 'absent when there is handleBatch')
  if ('on' in definition) {
    const handlers = Object.entries(definition.on ?? {})
    if (handlers.length === 0) refuse('on', 'an object with a handler for at least one event type')
    for (const [type, handler] of handlers)
      if (typeof handler !== 'function') refuse(`on.${type}`, 'a function')
    return
  }
  if (typeof definition.handleBatch !== 'function') refuse('handleBatch', 'a function, unless there is on')
  if (!Array.isArray(definition.eventTypes) || definition.eventTypes.length === 0) {
    refuse('eventTypes', 'a list of at least one event type')
  }
}
