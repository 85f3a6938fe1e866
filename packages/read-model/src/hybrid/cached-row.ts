import type { CacheEntry, GlobalPosition } from '@uno-ts/types'

/** What a cache keeps of a row: `null` stands for one that does not exist. */
export type CachedRow<Row> = Row | null

/** A row that was found, or found to be absent, in a cache or in the database. */
export interface FoundRow<Row> {
  readonly row: Row | undefined
  /** The checkpoint it was read at. */
  readonly position: GlobalPosition | undefined
  /** Whether the cache has taken it: nobody had outdated it until then, so it was the newest when it was found. */
  readonly isKept: boolean
}

/** What an entry of the cache says. It may have been outdated since it was asked for. */
export function foundIn<Row>({ value, position }: CacheEntry<CachedRow<Row>>): FoundRow<Row> {
  return { row: value ?? undefined, position, isKept: false }
}
