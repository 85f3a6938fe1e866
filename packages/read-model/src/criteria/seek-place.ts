import { CursorError, isUnoError, type CursorValues } from '@uno-ts/types'
import type { Condition } from './compile-criteria.ts'
import type { Direction } from './order-by.ts'
import { seek, type Place } from './seek.ts'
import type { CompiledSortKey } from './sort-key.ts'

/**
 * The rows after or before the place a cursor remembers.
 *
 * @throws CursorError when the values do not fit the order's keys
 */
export function seekPlace(
  keys: readonly CompiledSortKey[],
  values: CursorValues,
  reading: Direction,
): Condition {
  if (values.length !== keys.length) {
    throw new CursorError(`the cursor has ${values.length} values, expected ${keys.length}`)
  }
  return seek(
    keys.flatMap((key, index) => places(key, values[index] ?? null)),
    reading,
  )
}

function places(key: CompiledSortKey, value: CursorValues[number]): readonly Place[] {
  try {
    const bound = key.bind(value)
    return key.terms.map((term, index) => ({ ...term, value: bound[index] ?? null }))
  } catch (error) {
    if (!isUnoError(error, 'ERR_INVALID_ARGUMENT')) throw error
    throw new CursorError('the cursor holds a value of another kind than its sort key', { cause: error })
  }
}
