import type { IdempotentOutcome } from '@uno-ts/types'
import { jsonResult } from './json-result.ts'

type Kept = Extract<IdempotentOutcome, { readonly ok: true }>

/**
 * A result as it is kept under its key. Its field `globalPosition` may be a position, which is kept beside it; all else
 * must be JSON.
 *
 * @throws InvalidArgumentError naming the path of what JSON cannot carry
 */
export function keptResult(result: unknown, type: string): Kept {
  const position = positionIn(result)
  if (position === undefined) return { ok: true, value: jsonResult(result, type) }
  // The place of the field stays, so that a repeat has its fields in the same order.
  const value = jsonResult({ ...(result as object), globalPosition: null }, type)
  return { ok: true, value, globalPosition: String(position) }
}

/** A result as the first caller had it. */
export function givenResult({ value, globalPosition }: Kept): unknown {
  if (globalPosition === undefined) return value
  return { ...(value as object), globalPosition: BigInt(globalPosition) }
}

function positionIn(result: unknown): bigint | undefined {
  if (typeof result !== 'object' || result === null || !('globalPosition' in result)) return undefined
  return typeof result.globalPosition === 'bigint' ? result.globalPosition : undefined
}
