import type { ProjectionChange } from '@uno-ts/types'

/** More keys than this are not named one by one. */
const mostKeys = 1_000

/** The keys to announce: `undefined` when they are unknown, or too many to name. */
export function announcedKeys(keys: ReadonlySet<string> | undefined): readonly string[] | undefined {
  return keys === undefined || keys.size > mostKeys ? undefined : [...keys]
}

/** Two changes of one projection as one: the keys of both, the later position. */
export function mergeChanges(earlier: ProjectionChange, later: ProjectionChange): ProjectionChange {
  const keys = earlier.keys && later.keys && new Set([...earlier.keys, ...later.keys])
  return { ...later, keys: announcedKeys(keys) }
}
