import { globalPosition, type CacheEntry, type CacheSetOptions } from '@uno-ts/types'
import { fromCachedJson, toCachedJson } from './cached-json.ts'

/** An entry as Redis keeps it, behind a line of marks. */
interface StoredEntry {
  readonly value: unknown
  readonly storedAt: number
  readonly expiresAt: number
  /** Left out when there are none. */
  readonly tags?: readonly string[]
  /** As text: it is the checkpoint's. */
  readonly position?: string
}

/** The entry without its marks: Redis puts them before it. */
export function encodeEntry(
  value: unknown,
  storedAt: number,
  { ttlMs, tags, position }: CacheSetOptions,
): string {
  const entry: StoredEntry = {
    value,
    storedAt,
    expiresAt: storedAt + ttlMs,
    ...(tags !== undefined && tags.length > 0 && { tags }),
    ...(position !== undefined && { position: position.toString() }),
  }
  return toCachedJson(entry)
}

/** What is kept under a key: the marks it was kept with, and the entry. */
export function decodeEntry(text: string): {
  readonly marks: readonly string[]
  readonly entry: () => CacheEntry<unknown>
} {
  const end = text.indexOf('\n')
  return {
    marks: text.slice(0, end).split(' '),
    entry: () => {
      const { tags = [], position, ...known } = fromCachedJson(text.slice(end + 1)) as StoredEntry // as `encodeEntry` wrote it
      return { ...known, tags, position: position === undefined ? undefined : globalPosition(position) }
    },
  }
}
