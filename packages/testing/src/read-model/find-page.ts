import {
  decodeCursor,
  encodeCursor,
  type CursorValues,
  type Page,
  type PageRequest,
  type ReadModelDefinition,
} from '@uno-ts/types'
import { checkPageRequest } from './check-page-request.ts'
import { matchCriteria } from './match-criteria.ts'
import type { AnyRow } from './model-field.ts'
import { pickFields } from './pick-fields.ts'
import { rowOrder, type RowOrder } from './row-order.ts'

/**
 * One page of rows.
 *
 * @throws CursorError when the cursor was made for another list
 * @throws InvalidArgumentError naming what cannot be asked
 */
export function findPage(
  model: ReadModelDefinition,
  rows: Iterable<AnyRow>,
  request: PageRequest,
): Page<AnyRow> {
  checkPageRequest(request)
  const { where, sort = [], fields, total = false } = request
  const order = rowOrder(model, sort)
  const matches = where === undefined ? () => true : matchCriteria(model, where)
  const pick = fields === undefined ? (row: AnyRow) => row : pickFields(model, fields)

  const found = [...rows]
    .filter(matches)
    .map((row) => ({ row, place: order.placeOf(row) }))
    .toSorted((a, b) => order.compare(a.place, b.place))
  const { start, end } = bounds(
    found.map(({ place }) => place),
    order,
    request,
  )
  const shown = found.slice(start, end)
  const [first, last] = [shown[0], shown.at(-1)]
  return {
    items: shown.map(({ row }) => pick(row)),
    next: last !== undefined && end < found.length ? encodeCursor(last.place, { sort, where }) : null,
    previous: first !== undefined && start > 0 ? encodeCursor(first.place, { sort, where }) : null,
    ...(total && { total: found.length }),
  }
}

/** Where the page starts and ends among the places found. */
function bounds(places: readonly CursorValues[], order: RowOrder, request: PageRequest) {
  const { where, sort = [], limit = 50, after, before, offset = 0 } = request
  if (before !== undefined) {
    const place = decodeCursor(before, { sort, where })
    const end = places.filter((other) => order.compare(other, place) < 0).length
    return { start: Math.max(0, end - limit), end }
  }
  if (after !== undefined) {
    const place = decodeCursor(after, { sort, where })
    const start = places.filter((other) => order.compare(other, place) <= 0).length
    return { start, end: start + limit }
  }
  return { start: offset, end: offset + limit }
}
