import type { ProjectionId, TenantId } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'

/**
 * The least checkpoint of the active versions of these projections; 0 while a slice of one has not begun. The tables are
 * those of projections, in the same schema.
 */
export function selectPosition(
  schema: string,
  projections: readonly ProjectionId[],
  tenant: TenantId,
): RawBuilder<{ position: string }> {
  return sql`select coalesce(min(coalesce(known.reached, 0)), 0) as position
from unnest(${projections}::text[]) as wanted(projection_id)
left join lateral (
  select case when count(*) >= max(version.slices) then min(checkpoint.position) end as reached
  from ${sql.id(schema, 'projection_states')} state
  join ${sql.id(schema, 'projection_versions')} version
    on version.tenant_id = state.tenant_id and version.projection_id = state.projection_id
    and version.version = state.active_version
  join ${sql.id(schema, 'projection_checkpoints')} checkpoint
    on checkpoint.tenant_id = version.tenant_id and checkpoint.projection_id = version.projection_id
    and checkpoint.version = version.version
  where state.tenant_id = ${tenant} and state.projection_id = wanted.projection_id
) known on true`
}
