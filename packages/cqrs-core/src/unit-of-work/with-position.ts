import type { GlobalPosition } from '@uno-ts/types'

/** A result with a field for the position of what was written, which is known after the commit. */
export interface AwaitsPosition {
  readonly globalPosition: undefined
}

/** Whether a result leaves its own field `globalPosition` open, as a repository in a unit of work does. */
export function awaitsPosition(result: unknown): result is AwaitsPosition {
  return isRecord(result) && Object.hasOwn(result, 'globalPosition') && result['globalPosition'] === undefined
}

/** Puts a position into a result that leaves its field open; any other result stays as it is. */
export function withPosition(result: unknown, globalPosition: GlobalPosition | undefined): unknown {
  if (globalPosition === undefined || !awaitsPosition(result)) return result
  return { ...result, globalPosition } // in the field's own place, so that its text is the same every time
}

/** Plain data: an instance of a class is not copied. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
