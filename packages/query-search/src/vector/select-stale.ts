import type { ReadModelDefinition } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'

/** Which rows are looked at. */
export interface StaleScope {
  readonly schema: string
  readonly model: ReadModelDefinition
  /** The table of the vectors. */
  readonly table: string
  /** The text of a row. */
  readonly text: RawBuilder<string>
  /** Whose rows. Default: everybody's. */
  readonly tenant: string | undefined
  /** Default: every row. */
  readonly ids: readonly string[] | undefined
}

/** A row whose vector is missing, or was made of another text. */
export interface StaleRow {
  readonly tenant: string
  readonly id: string
  readonly text: string
  readonly hash: string
}

/** Rows behind a place, in the order of tenant and id, whose text is not the one that was embedded. */
export function selectStale(
  { schema, model, table, text, tenant, ids }: StaleScope,
  after: Pick<StaleRow, 'tenant' | 'id'>,
  limit: number,
): RawBuilder<StaleRow> {
  const key = sql.ref(model.key)
  const embedded = sql.id('#text') // no field has such a name
  return sql`select row_text.tenant_id as tenant, row_text.id, row_text.text, row_text.hash
from (
  select tenant_id, ${key} as id, ${embedded} as text,
    encode(sha256(convert_to(${embedded}, 'UTF8')), 'hex') as hash
  from (select *, ${text} as ${embedded} from ${sql.id(schema, model.name)}) as named
  where (tenant_id, ${key}) > (${after.tenant}, ${after.id}) and ${ofTenant(tenant)} and ${among(key, ids)}
) as row_text
left join ${sql.id(schema, table)} as kept on kept.tenant_id = row_text.tenant_id and kept.id = row_text.id
where kept.content_hash is distinct from row_text.hash
order by row_text.tenant_id, row_text.id limit ${limit}`
}

/** Takes away the vectors of rows that are no more. */
export function deleteOrphans({ schema, model, table, tenant, ids }: StaleScope): RawBuilder<unknown> {
  const rows = sql.id(schema, model.name)
  return sql`delete from ${sql.id(schema, table)} as kept
where ${ofTenant(tenant)} and ${among(sql.ref('id'), ids)} and not exists (
  select from ${rows} as live where live.tenant_id = kept.tenant_id and live.${sql.ref(model.key)} = kept.id
)`
}

function ofTenant(tenant: string | undefined): RawBuilder<unknown> {
  return tenant === undefined ? sql`true` : sql`tenant_id = ${tenant}`
}

function among(key: RawBuilder<unknown>, ids: readonly string[] | undefined): RawBuilder<unknown> {
  return ids === undefined ? sql`true` : sql`${key} = any(cast(${ids} as text[]))`
}
