import type { RecordedEvent } from '@uno-ts/types'
import type { AnyFoldForm } from './fold.ts'

/** The row of a key as events have made it. */
export interface FoldedRow {
  readonly key: string
  /** `null`: there is none. */
  readonly row: object | null
  /** The event that last changed it. */
  readonly changedBy: RecordedEvent
}

/** The keys of an event. */
export function keysOfEvent({ key }: Pick<AnyFoldForm, 'key'>, event: RecordedEvent): readonly string[] {
  if (key === 'stream') return [event.streamId]
  const found = key(event)
  if (found === undefined) return []
  return typeof found === 'string' ? [found] : found
}

/** The keys of several events, each once, in the order in which rows are locked. */
export function keysOfEvents(
  fold: Pick<AnyFoldForm, 'key'>,
  events: readonly RecordedEvent[],
): readonly string[] {
  const keys = new Set<string>()
  for (const event of events) for (const key of keysOfEvent(fold, event)) keys.add(key)
  return [...keys].toSorted()
}

/** Folds events into the rows there were, and gives those that are others now, by key. */
export function foldEvents(
  fold: AnyFoldForm,
  events: readonly RecordedEvent[],
  before: ReadonlyMap<string, object>,
): readonly FoldedRow[] {
  const after = new Map<string, FoldedRow>()
  for (const event of events) {
    for (const key of keysOfEvent(fold, event)) {
      const changed = after.get(key)
      const row = changed === undefined ? before.get(key) : (changed.row ?? undefined)
      const next: object | null = fold.evolve(row, event, key)
      if (next !== (row ?? null)) after.set(key, { key, row: next, changedBy: event })
    }
  }
  return [...after.values()]
    .filter(({ key, row }) => row !== null || before.has(key))
    .toSorted((one, other) => (one.key < other.key ? -1 : 1))
}
