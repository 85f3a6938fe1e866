import {
  projectionId,
  type ProjectionId,
  type ProjectionVersionRecord,
  type ProjectionVersions,
  type ProjectionVersionState,
} from '@uno-ts/types'
import { sql } from 'kysely'
import { states, versions, type VersionRows } from './version-rows.ts'

interface FoundRow {
  readonly projection_id: string
  readonly active_version: number | null
  readonly is_paused: boolean | null
  readonly events_per_second: number | null
  readonly version: number | null
  readonly state: ProjectionVersionState
  readonly slices: number
  readonly tables: readonly string[]
  readonly begun_at: Date
  readonly activated_at: Date | null
  readonly retired_at: Date | null
  readonly dropped_at: Date | null
}

/** What is known of projections, in their order. */
export async function findVersions(
  rows: VersionRows,
  ids: readonly ProjectionId[],
): Promise<readonly ProjectionVersions[]> {
  const { rows: found } = await sql<FoundRow>`
    select wanted.projection_id, known.active_version, known.is_paused, known.events_per_second,
      begun.version, begun.state, begun.slices, begun.tables,
      begun.begun_at, begun.activated_at, begun.retired_at, begun.dropped_at
    from unnest(${ids}::text[]) as wanted (projection_id)
    left join ${states(rows)} known on known.tenant_id = ${rows.tenant} and known.projection_id = wanted.projection_id
    left join ${versions(rows)} begun on begun.tenant_id = ${rows.tenant} and begun.projection_id = wanted.projection_id
    order by begun.version`.execute(rows.db)
  const byProjection = Map.groupBy(found, (row) => row.projection_id)
  return ids.map((id): ProjectionVersions => {
    const its = byProjection.get(id) ?? []
    return {
      projectionId: id,
      activeVersion: its[0]?.active_version ?? undefined,
      isPaused: its[0]?.is_paused ?? false,
      eventsPerSecond: its[0]?.events_per_second ?? undefined,
      versions: its.flatMap((row) => recordOf(row)),
    }
  })
}

function recordOf({ version, ...row }: FoundRow): readonly ProjectionVersionRecord[] {
  if (version === null) return []
  return [
    {
      projectionId: projectionId(row.projection_id),
      version,
      state: row.state,
      slices: row.slices,
      tables: row.tables,
      begunAt: row.begun_at,
      activatedAt: row.activated_at ?? undefined,
      retiredAt: row.retired_at ?? undefined,
      droppedAt: row.dropped_at ?? undefined,
    },
  ]
}
