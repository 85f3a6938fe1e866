import {
  decodeCursor,
  InvalidArgumentError,
  type Criteria,
  type CursorValues,
  type FieldPath,
  type PageRequest,
  type Sort,
} from '@uno-ts/types'
import type { Direction } from '../criteria/order-by.ts'

/** A page request with its defaults, its cursor read and its numbers checked. */
export interface PageQuery {
  readonly where: Criteria | undefined
  readonly sort: Sort
  readonly limit: number
  readonly offset: number
  readonly reading: Direction
  /** Where to start; `undefined`: at the first row. */
  readonly place: CursorValues | undefined
  readonly total: boolean
  readonly fields: readonly FieldPath[] | undefined
}

const defaultLimit = 50
const highestLimit = 1000

/**
 * @throws InvalidArgumentError when the request contradicts itself or asks for too much
 * @throws CursorError when the cursor was made for another list
 */
export function pageQuery(request: PageRequest): PageQuery {
  const { where, sort = [], limit = defaultLimit, after, before, offset = 0, total = false, fields } = request
  if (!Number.isInteger(limit) || limit < 1 || limit > highestLimit) {
    throw new InvalidArgumentError(`limit is a whole number from 1 to ${highestLimit}, found ${limit}`)
  }
  if (!Number.isSafeInteger(offset) || offset < 0) {
    throw new InvalidArgumentError(`offset is a whole number from 0, found ${offset}`)
  }
  const starts = [after, before, request.offset].filter((start) => start !== undefined)
  if (starts.length > 1) {
    throw new InvalidArgumentError('a page starts in one way: "after", "before" or "offset", found more')
  }
  const cursor = after ?? before
  return {
    where,
    sort,
    limit,
    offset,
    reading: before === undefined ? 'forward' : 'backward',
    place: cursor === undefined ? undefined : decodeCursor(cursor, { sort, where }),
    total,
    fields,
  }
}
