import type { ProjectionVersion } from '@uno-ts/types'
import { sql } from 'kysely'
import { dropTables } from './version-table-statements.ts'
import { versions, type VersionRows } from './version-rows.ts'

/** Drops the tables of a version that no tenant uses any more, and notes that this one does not. */
export async function dropUnusedTables(
  rows: VersionRows,
  { projectionId, version }: ProjectionVersion,
): Promise<void> {
  const { rows: dropped } = await sql<{ tables: readonly string[] }>`
    update ${versions(rows)} set dropped_at = now()
    where tenant_id = ${rows.tenant} and projection_id = ${projectionId} and version = ${version}
      and dropped_at is null returning tables`.execute(rows.db)
  const { rows: used } = await sql`select from ${versions(rows)}
    where projection_id = ${projectionId} and version = ${version} and dropped_at is null limit 1`.execute(
    rows.db,
  )
  if (used.length === 0) await dropTables(rows, dropped[0]?.tables ?? [])
}

/** The versions that were replaced longer than a grace ago, and still have their tables. */
export async function expiredVersions(
  rows: VersionRows,
  ids: readonly string[],
  graceMs: number,
): Promise<readonly { readonly projection_id: string; readonly version: number }[]> {
  const { rows: expired } = await sql<{ projection_id: string; version: number }>`
    select projection_id, version from ${versions(rows)}
    where tenant_id = ${rows.tenant} and projection_id = any(${ids}::text[]) and state = 'retired'
      and dropped_at is null and cardinality(tables) > 0
      and retired_at < now() - ${graceMs} * interval '1 millisecond'`.execute(rows.db)
  return expired
}
