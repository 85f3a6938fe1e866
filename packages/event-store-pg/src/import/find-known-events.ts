import type { SqlConnection, TenantId } from '@uno-ts/types'
import type { ImportRow } from './import-row.ts'

/** Where an event is recorded. */
export interface KnownEvent {
  readonly streamId: string
  readonly position: bigint
}

/** Finds which ids are recorded, in the log or in the archive. */
export async function findKnownEvents(
  connection: SqlConnection,
  schema: string,
  options: { readonly tenant: TenantId; readonly rows: readonly ImportRow[] },
): Promise<ReadonlyMap<string, KnownEvent>> {
  const select = (table: string): string =>
    `select event_id, stream_id, global_position from ${schema}.${table}
     where tenant_id = $1 and event_id = any($2::uuid[])`
  const { rows } = await connection.query<{ event_id: string; stream_id: string; global_position: string }>({
    text: `${select('events')} union all ${select('archived_events')}`,
    values: [options.tenant, options.rows.map((row) => row.id)],
  })
  return new Map(
    rows.map((row) => [row.event_id, { streamId: row.stream_id, position: BigInt(row.global_position) }]),
  )
}
