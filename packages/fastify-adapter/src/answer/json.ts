/**
 * Makes a function that writes a value as JSON: bigints as decimal strings, dates as ISO 8601. Each route has its own:
 * one whose results hold bigints remembers it, the others keep the engine's fast path.
 */
export function jsonWriter(): (value: unknown) => string {
  let holdsBigints = false
  return (value) => {
    if (!holdsBigints) {
      try {
        return JSON.stringify(value)
      } catch (error) {
        if (!String(error).includes('BigInt')) throw error
        holdsBigints = true
      }
    }
    return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? `${inner}` : inner))
  }
}
