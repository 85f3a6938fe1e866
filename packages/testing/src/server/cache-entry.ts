import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { putInPlace } from './put-in-place.ts'

/** A folder in the cache. */
export interface CacheEntry {
  readonly folder: string
  /** A file in it that is there whenever the rest is. */
  readonly proof: string
}

/**
 * Sees to it that the folder is there, complete. One that lost its proof was swept by whoever cleans temporary folders,
 * and is made again.
 *
 * @returns why `fill` could not do its work, or `undefined`
 */
export async function ensureCacheEntry(
  { folder, proof }: CacheEntry,
  fill: (folder: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  if (existsSync(join(folder, proof))) return undefined
  rmSync(folder, { recursive: true, force: true })
  return putInPlace(folder, fill)
}
