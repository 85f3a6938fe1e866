/** What processes tell each other of their caches. */
export type CacheSignal =
  | { readonly keys: readonly string[]; readonly position?: string }
  | { readonly tags: readonly string[] }
  | { readonly prefix: string }

/** Puts the sender before what it says. */
export function encodeSignal(from: string, signal: CacheSignal): string {
  return JSON.stringify({ from, ...signal })
}

/** What was said by whom; `undefined` when it is not one of ours. */
export function decodeSignal(payload: string): (CacheSignal & { readonly from: string }) | undefined {
  try {
    const said: unknown = JSON.parse(payload)
    const isOurs =
      typeof said === 'object' &&
      said !== null &&
      'from' in said &&
      ('keys' in said || 'tags' in said || 'prefix' in said)
    return isOurs ? (said as CacheSignal & { readonly from: string }) : undefined // as `encodeSignal` wrote it
  } catch {
    return undefined
  }
}
