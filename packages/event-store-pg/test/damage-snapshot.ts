import type { SnapshotDamage } from '@uno-ts/testing/conformance'
import type { StreamId, TenantId } from '@uno-ts/types'
import type { Pool } from 'pg'

/** Changes the rows of a stream's snapshots, as no program of ours does. */
export async function damageSnapshot(
  pool: Pool,
  { tenant, streamId }: { readonly tenant: TenantId; readonly streamId: StreamId },
  damage: SnapshotDamage,
): Promise<void> {
  const columns = {
    state: damage.state === undefined ? undefined : JSON.stringify(damage.state),
    stream_version: damage.streamVersion,
    schema_version: damage.schemaVersion,
    stream_id: damage.streamId,
  }
  for (const [column, value] of Object.entries(columns)) {
    if (value === undefined) continue
    await pool.query(`update uno.snapshots set ${column} = $1 where tenant_id = $2 and stream_id = $3`, [
      value,
      tenant,
      streamId,
    ])
  }
}
