import type { ProjectionId } from '@uno-ts/types'
import { sql } from 'kysely'
import { states, type VersionRows } from './version-rows.ts'

/** Notes what all processes that run a projection are told. */
export async function steerProjection(
  rows: VersionRows,
  projectionId: ProjectionId,
  {
    isPaused,
    eventsPerSecond,
  }: { readonly isPaused?: boolean | undefined; readonly eventsPerSecond?: number | null | undefined },
): Promise<void> {
  await sql`insert into ${states(rows)} as known (tenant_id, projection_id, is_paused, events_per_second)
    values (${rows.tenant}, ${projectionId}, ${isPaused ?? false}, ${eventsPerSecond ?? null}::integer)
    on conflict (tenant_id, projection_id) do update set
      is_paused = coalesce(${isPaused ?? null}::boolean, known.is_paused),
      events_per_second = case when ${eventsPerSecond === undefined} then known.events_per_second
        else excluded.events_per_second end`.execute(rows.db)
}
