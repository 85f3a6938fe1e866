import type { GlobalPosition } from '@uno-ts/types'

/** The position a result carries in its field `globalPosition`, `undefined` when it has none. */
export function positionIn(result: unknown): GlobalPosition | undefined {
  if (typeof result !== 'object' || result === null || !('globalPosition' in result)) return undefined
  const { globalPosition } = result
  if (typeof globalPosition === 'bigint') return globalPosition as GlobalPosition // the field's own meaning
  if (typeof globalPosition === 'string' && /^\d{1,19}$/.test(globalPosition)) {
    return BigInt(globalPosition) as GlobalPosition // as it stands in JSON
  }
  return undefined
}
