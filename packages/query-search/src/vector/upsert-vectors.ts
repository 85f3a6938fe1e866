import { sql, type RawBuilder } from 'kysely'

/** A vector as it is kept. */
export interface KeptVector {
  readonly tenant: string
  readonly id: string
  /** Of the text it was made of; `null` when it was given. */
  readonly hash: string | null
  /** As pgvector reads it; `null` for a text that is like nothing. */
  readonly vector: string | null
}

/** Inserts or replaces vectors, in the order of tenant and id, so that two who do it at once do not wait for each other. */
export function upsertVectors(
  schema: string,
  table: string,
  type: RawBuilder<unknown>,
  vectors: readonly KeptVector[],
): RawBuilder<unknown> {
  const column = (values: readonly (string | null)[]) => sql`cast(${values} as text[])`
  return sql`insert into ${sql.id(schema, table)} (tenant_id, id, content_hash, embedding)
select given.tenant_id, given.id, given.content_hash, cast(given.embedding as ${type})
from unnest(
  ${column(vectors.map(({ tenant }) => tenant))}, ${column(vectors.map(({ id }) => id))},
  ${column(vectors.map(({ hash }) => hash))}, ${column(vectors.map(({ vector }) => vector))}
) as given (tenant_id, id, content_hash, embedding)
order by given.tenant_id collate "C", given.id collate "C"
on conflict (tenant_id, id) do update
set content_hash = excluded.content_hash, embedding = excluded.embedding`
}

/** Takes vectors away by their ids. */
export function deleteVectors(
  schema: string,
  table: string,
  { tenant, ids }: { readonly tenant: string; readonly ids: readonly string[] },
): RawBuilder<unknown> {
  return sql`delete from ${sql.id(schema, table)}
where tenant_id = ${tenant} and id = any(cast(${ids} as text[]))`
}
