import { sql } from 'kysely'
import { createNearestIndex, stillDoes, storageParameters, type NearestIndex } from './nearest-index.ts'
import type { VectorGeneration } from './vector-generation.ts'
import type { RunStatement } from './vector-generations.ts'
import { isIndexable, type VectorShape } from './vector-shape.ts'

/** What {@link tuneIndex} works on. */
export interface IndexToTune {
  readonly schema: string
  readonly generation: VectorGeneration
  readonly shape: VectorShape
  readonly index: NearestIndex
  /** Tables of fewer rows have no index: reading all of them is as quick, and exact. */
  readonly indexFrom: number
}

/**
 * Builds the index of a generation when it has enough rows and none, or one that its rows have outgrown. Writers of
 * vectors wait for it, readers do not.
 *
 * @returns whether it was built
 */
export async function tuneIndex(
  { schema, generation, shape, index, indexFrom }: IndexToTune,
  run: RunStatement,
): Promise<boolean> {
  if (index.kind === 'exact' || !isIndexable(shape)) return false
  const { table } = generation
  const [counted] = await run(
    sql`select cast(count(embedding) as integer) as rows from ${sql.id(schema, table)}`,
  )
  const { rows } = counted as { rows: number } // one row, whatever is counted
  const wanted = storageParameters(index, rows)
  if (rows < indexFrom || wanted === undefined) return false
  const { parameters: built } = generation
  if (built !== undefined && isOfKind(index, built) && stillDoes(index.kind, built, wanted)) return false
  const name = `${table}_nearest`
  await run(sql`select set_config('maintenance_work_mem', '256MB', true)
where pg_size_bytes(current_setting('maintenance_work_mem')) < pg_size_bytes('256MB')`)
  await run(sql`drop index if exists ${sql.id(schema, name)}`)
  await run(createNearestIndex({ schema, table, name }, index.kind, { shape, parameters: wanted }))
  await run(sql`analyze ${sql.id(schema, table)}`)
  return true
}

function isOfKind({ kind }: NearestIndex, built: Readonly<Record<string, number>>): boolean {
  return kind === ('lists' in built ? 'ivfflat' : 'hnsw')
}
