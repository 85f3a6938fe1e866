import { sql, type RawBuilder } from 'kysely'
import type { VectorGeneration } from './vector-generation.ts'
import { vectorType, type VectorShape } from './vector-shape.ts'

/** Lets one process after the other register generations, until it commits. */
export function lockGenerations(schema: string, name: string): RawBuilder<unknown> {
  return sql`select pg_advisory_xact_lock(hashtextextended(${`vector_indexes ${schema} ${name}`}, 0))`
}

/**
 * Registers a generation unless it is: the first of an index is ready at once, since there is no better one. Nothing is
 * answered when it was registered already.
 */
export function insertGeneration(
  schema: string,
  name: string,
  {
    fingerprint,
    model,
    dimensions,
    metric,
  }: Pick<VectorGeneration, 'fingerprint' | 'model' | 'dimensions' | 'metric'>,
): RawBuilder<{ generation: number }> {
  const table = sql.id(schema, 'vector_indexes')
  return sql`insert into ${table} (name, fingerprint, generation, model, dimensions, metric, ready_at)
select ${name}, ${fingerprint}, coalesce(max(generation), 0) + 1, ${model}, ${dimensions}, ${metric},
  case when count(ready_at) = 0 then now() end
from ${table} where name = ${name}
on conflict (name, fingerprint) do nothing returning generation`
}

/** The table of a generation. A row without a vector has a text that is like nothing. */
export function createVectorTable(schema: string, table: string, shape: VectorShape): RawBuilder<unknown> {
  return sql`create table ${sql.id(schema, table)} (
  tenant_id text collate "C" not null,
  id text collate "C" not null,
  content_hash text collate "C",
  embedding ${vectorType(shape)},
  primary key (tenant_id, id)
)`
}

/** From here on whoever asks gets the vectors of this generation. */
export function markReady(schema: string, name: string, fingerprint: string): RawBuilder<unknown> {
  return sql`update ${sql.id(schema, 'vector_indexes')} set ready_at = now()
where name = ${name} and fingerprint = ${fingerprint} and ready_at is null`
}

/** Forgets generations. */
export function deleteGenerations(
  schema: string,
  name: string,
  fingerprints: readonly string[],
): RawBuilder<unknown> {
  return sql`delete from ${sql.id(schema, 'vector_indexes')}
where name = ${name} and fingerprint = any(cast(${fingerprints} as text[]))`
}
