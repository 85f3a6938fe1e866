import { sql, type RawBuilder } from 'kysely'
import { operatorClass, type VectorShape } from './vector-shape.ts'

/** How the neighbours of a vector are found without looking at every row. */
export type NearestIndex =
  | {
      /** A graph: the best recall for the time, slow to build. */
      readonly kind: 'hnsw'
      /** How many neighbours a vector is linked to, 2 to 100. Default by the number of rows: 16, from a million on 24. */
      readonly m?: number | undefined
      /** How many are looked at to find them, 4 to 1,000. Default by the number of rows: 64, from 100,000 on 128. */
      readonly efConstruction?: number | undefined
      /** How many are looked at by a question, 1 to 1,000. Default 100, and never fewer than twice what is asked for. */
      readonly efSearch?: number | undefined
    }
  | {
      /** Lists around centres: quick to build, and built again when the rows have outgrown it. */
      readonly kind: 'ivfflat'
      /** How many lists. Default by the number of rows: a thousandth, from a million on the square root. */
      readonly lists?: number | undefined
      /** How many lists a question looks at. Default: a fifth of them, at least 10. */
      readonly probes?: number | undefined
    }
  | {
      /** None: every question reads every row of its tenant, and finds exactly the nearest. */
      readonly kind: 'exact'
    }

/** What an index is built with, as `create index` and the catalogue write it. */
export type StorageParameters = Readonly<Record<string, number>>

/** What an index over so many rows should be built with; `undefined` for none. */
export function storageParameters(index: NearestIndex, rows: number): StorageParameters | undefined {
  switch (index.kind) {
    case 'exact':
      return undefined
    case 'hnsw': {
      const { m = rows < 1_000_000 ? 16 : 24, efConstruction = rows < 100_000 ? 64 : 128 } = index
      return { m, ef_construction: Math.max(efConstruction, 2 * m) } // pgvector asks for twice as many
    }
    case 'ivfflat': {
      const { lists = rows < 1_000_000 ? Math.ceil(rows / 1_000) : Math.ceil(Math.sqrt(rows)) } = index
      return { lists: Math.min(32_768, Math.max(1, lists)) }
    }
  }
}

/** Whether an index that was built with `built` still does where it would be built with `wanted` today. */
export function stillDoes(
  kind: NearestIndex['kind'],
  built: StorageParameters,
  wanted: StorageParameters,
): boolean {
  if (kind === 'hnsw') return true // a graph grows with its rows
  const { lists = 1 } = built
  const { lists: today = 1 } = wanted
  return today <= lists * 4 && lists <= today * 4
}

/** Settings for one question, by name: how much of the index it looks at, and whether it goes on until it has enough. */
export function scanSettings(
  index: NearestIndex,
  { limit, lists, goesOn, isFiltered }: ScanCircumstances,
): readonly (readonly [name: string, value: string])[] {
  switch (index.kind) {
    case 'exact':
      return []
    case 'hnsw': {
      const { efSearch = 100 } = index
      const ef = Math.min(1_000, Math.max(efSearch, limit * (isFiltered && !goesOn ? 10 : 2)))
      return [
        ['hnsw.ef_search', String(ef)],
        ...(goesOn ? [['hnsw.iterative_scan', 'relaxed_order'] as const] : []),
      ]
    }
    case 'ivfflat': {
      const { probes = Math.max(10, Math.ceil(lists / 5)) } = index
      return [
        ['ivfflat.probes', String(Math.min(probes, lists))],
        ...(goesOn ? [['ivfflat.iterative_scan', 'relaxed_order'] as const] : []),
      ]
    }
  }
}

/** What {@link scanSettings} depends on. */
export interface ScanCircumstances {
  readonly limit: number
  /** How many lists the index has, if it has any. */
  readonly lists: number
  /** Whether a scan can be continued when filters left too few: pgvector 0.8 and later. */
  readonly goesOn: boolean
  readonly isFiltered: boolean
}

/** Builds the index. */
export function createNearestIndex(
  { schema, table, name }: { readonly schema: string; readonly table: string; readonly name: string },
  kind: 'hnsw' | 'ivfflat',
  { shape, parameters }: { readonly shape: VectorShape; readonly parameters: StorageParameters },
): RawBuilder<unknown> {
  const options = Object.entries(parameters).map(([key, value]) => sql`${sql.raw(key)} = ${sql.lit(value)}`)
  return sql`create index ${sql.id(name)} on ${sql.id(schema, table)}
using ${sql.raw(kind)} (embedding ${operatorClass(shape)}) with (${sql.join(options)})`
}
