import type { CatalogEntry, CatalogKind } from './read-catalog.ts'

/** One thing that is not as the migrations make it. */
export interface SchemaDifference {
  readonly kind: CatalogKind
  /** `events`, `events.data`, `append_event(text, bigint)`. */
  readonly name: string
  /** How the migrations make it; `undefined` when they make no such thing. */
  readonly expected: string | undefined
  /** How it is; `undefined` when it is missing. */
  readonly found: string | undefined
}

/**
 * Lists how two catalogs differ. What is found beside the expected counts only where it belongs to something expected: a
 * further index on a known table does, another table does not. The parts of a missing table are not told one by one.
 */
export function compareCatalogs(
  expected: readonly CatalogEntry[],
  found: readonly CatalogEntry[],
): readonly SchemaDifference[] {
  const wanted = byIdentity(expected)
  const present = byIdentity(found)
  const subjects = new Set(expected.map(({ subject }) => subject))
  const missing = expected.filter((entry) => isWhole(entry) && !present.has(identity(entry)))
  const gone = new Set(missing.map(({ subject }) => subject))
  return [
    ...expected
      .filter((entry) => isWhole(entry) || !gone.has(entry.subject))
      .map((entry) => difference(entry, entry.definition, present.get(identity(entry))?.definition))
      .filter((pair) => pair.expected !== pair.found),
    ...found
      .filter((entry) => subjects.has(entry.subject) && !wanted.has(identity(entry)))
      .map((entry) => difference(entry, undefined, entry.definition)),
  ]
}

function difference(
  { kind, name }: CatalogEntry,
  expected: string | undefined,
  found: string | undefined,
): SchemaDifference {
  return { kind, name, expected, found }
}

function isWhole({ kind }: CatalogEntry): boolean {
  return kind === 'table' || kind === 'view'
}

function identity({ kind, name }: CatalogEntry): string {
  return `${kind} ${name}`
}

function byIdentity(entries: readonly CatalogEntry[]): ReadonlyMap<string, CatalogEntry> {
  return new Map(entries.map((entry) => [identity(entry), entry]))
}
