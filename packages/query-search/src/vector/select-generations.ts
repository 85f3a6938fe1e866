import type { VectorMetric } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'

/** One generation as it is registered. */
export interface GenerationRecord {
  readonly fingerprint: string
  readonly generation: number
  readonly model: string
  readonly dimensions: number
  readonly metric: VectorMetric
  readonly ready: boolean
  /** What its index was built with, as the catalogue writes it: `{lists=20}`. */
  readonly options: readonly string[] | null
}

/** The generations of an index, the newest first. */
export function selectGenerations(schema: string, name: string): RawBuilder<GenerationRecord> {
  return sql`select fingerprint, generation, model, dimensions, metric, ready_at is not null as ready,
  (select reloptions from pg_class
   where oid = to_regclass(format('%I.%I', ${schema}::text, name || '_vectors_' || generation || '_nearest'))) as options
from ${sql.id(schema, 'vector_indexes')} where name = ${name} order by generation desc`
}
