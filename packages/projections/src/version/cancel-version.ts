import type { ProjectionVersion } from '@uno-ts/types'
import { sql } from 'kysely'
import { dropUnusedTables } from './drop-unused-tables.ts'
import { versions, type VersionRows } from './version-rows.ts'

/** Gives up a version that is being built, with its tables and checkpoints. Tells whether there was one. */
export async function cancelVersion(
  rows: VersionRows,
  { projectionId, version }: ProjectionVersion,
): Promise<boolean> {
  const { rows: cancelled } = await sql`update ${versions(rows)} set state = 'cancelled', retired_at = now()
    where tenant_id = ${rows.tenant} and projection_id = ${projectionId} and version = ${version}
      and state = 'building' returning version`.execute(rows.db)
  if (cancelled.length === 0) return false
  for (const table of ['projection_checkpoints', 'projection_dead_letters']) {
    await sql`delete from ${sql.id(rows.schema, table)}
      where tenant_id = ${rows.tenant} and projection_id = ${projectionId} and version = ${version}`.execute(
      rows.db,
    )
  }
  await dropUnusedTables(rows, { projectionId, version })
  return true
}

/** Forgets a version that was given up. */
export async function forgetVersion(
  rows: VersionRows,
  { projectionId, version }: ProjectionVersion,
): Promise<void> {
  await sql`delete from ${versions(rows)} where tenant_id = ${rows.tenant} and projection_id = ${projectionId}
    and version = ${version} and state = 'cancelled'`.execute(rows.db)
}
