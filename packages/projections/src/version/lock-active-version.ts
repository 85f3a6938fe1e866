import type { ProjectionId } from '@uno-ts/types'
import { sql } from 'kysely'
import { states, type VersionRows } from './version-rows.ts'

/**
 * Which version is active, and that until the transaction ends. Whoever waited for a swap sees what it has done: a row that
 * was locked is read again.
 */
export async function lockActiveVersion(
  rows: VersionRows,
  projectionId: ProjectionId,
  mode: 'shared' | 'exclusive',
): Promise<number | undefined> {
  const strength = sql.raw(mode === 'shared' ? 'share' : 'update')
  const { rows: found } = await sql<{ active_version: number | null }>`
    select active_version from ${states(rows)}
    where tenant_id = ${rows.tenant} and projection_id = ${projectionId} for ${strength}`.execute(rows.db)
  return found[0]?.active_version ?? undefined
}
