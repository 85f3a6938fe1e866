import type { ProjectionVersion } from '@uno-ts/types'
import { sql } from 'kysely'
import { states, versions, type VersionRows } from './version-rows.ts'

/** Has queries read a version, and retires those before it. */
export async function activateVersion(
  rows: VersionRows,
  { projectionId, version }: ProjectionVersion,
): Promise<void> {
  await sql`update ${states(rows)} set active_version = ${version}
    where tenant_id = ${rows.tenant} and projection_id = ${projectionId}`.execute(rows.db)
  await sql`update ${versions(rows)} set
      state = case when version = ${version} then 'active' else 'retired' end,
      activated_at = case when version = ${version} then now() else activated_at end,
      retired_at = case when version = ${version} then null else now() end
    where tenant_id = ${rows.tenant} and projection_id = ${projectionId}
      and (version = ${version} or state = 'active' or (state = 'building' and version < ${version}))`.execute(
    rows.db,
  )
}
