import type { ProjectionChange, ProjectionId } from '@uno-ts/types'

/** What somebody wants to hear of one projection. */
export interface WatchedRows {
  readonly projection: ProjectionId
  /** `undefined`: any row. */
  readonly keys: readonly string[] | undefined
}

/** Finds who is touched by a change, by the keys it names: what others read costs nothing. */
export class ChangeIndex<Watcher> {
  readonly #anyRow = new Map<ProjectionId, Set<Watcher>>()
  readonly #byKey = new Map<ProjectionId, Map<string, Set<Watcher>>>()

  /** Adds a watcher. */
  add(watcher: Watcher, watched: readonly WatchedRows[]): void {
    for (const { projection, keys } of watched) {
      if (keys === undefined) {
        valueOf(this.#anyRow, projection, () => new Set()).add(watcher)
        continue
      }
      const rows = valueOf(this.#byKey, projection, () => new Map<string, Set<Watcher>>())
      for (const key of keys) valueOf(rows, key, () => new Set()).add(watcher)
    }
  }

  /** Takes a watcher away, with what it was added for. */
  remove(watcher: Watcher, watched: readonly WatchedRows[]): void {
    for (const { projection, keys } of watched) {
      if (keys === undefined) removeFrom(this.#anyRow, projection, watcher)
      const rows = this.#byKey.get(projection)
      if (rows === undefined) continue
      for (const key of keys ?? []) removeFrom(rows, key, watcher)
      if (rows.size === 0) this.#byKey.delete(projection)
    }
  }

  /** Who is touched, each once. */
  touched({ projectionId, keys }: ProjectionChange): ReadonlySet<Watcher> {
    const found = new Set(this.#anyRow.get(projectionId))
    const rows = this.#byKey.get(projectionId)
    if (rows === undefined) return found
    for (const key of keys ?? rows.keys()) for (const watcher of rows.get(key) ?? []) found.add(watcher)
    return found
  }
}

function valueOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = make()))
  return value
}

function removeFrom<Key, Member>(map: Map<Key, Set<Member>>, key: Key, member: Member): void {
  const members = map.get(key)
  members?.delete(member)
  if (members?.size === 0) map.delete(key)
}
