import {
  ConfigurationError,
  SupersededError,
  type BegunVersion,
  type ProjectionVersion,
  type ProjectionVersionState,
  type VersionTable,
} from '@uno-ts/types'
import { sql } from 'kysely'
import { activateVersion } from './activate-version.ts'
import { lockActiveVersion } from './lock-active-version.ts'
import { states, versions, type VersionRows } from './version-rows.ts'

interface BegunRow {
  readonly slices: number
  readonly state: ProjectionVersionState
}

/** Notes that a version begins, where nobody has; two that begin at once do it one after the other. */
export async function beginVersionRow(
  rows: VersionRows,
  projection: ProjectionVersion,
  { slices, tables }: { readonly slices: number; readonly tables: readonly VersionTable[] },
): Promise<BegunVersion> {
  const known = await begunVersion(rows, projection, slices)
  if (known !== undefined) return known
  const { projectionId, version } = projection
  await sql`insert into ${states(rows)} (tenant_id, projection_id) values (${rows.tenant}, ${projectionId})
    on conflict do nothing`.execute(rows.db)
  const active = await lockActiveVersion(rows, projectionId, 'exclusive')
  const meanwhile = await begunVersion(rows, projection, slices)
  if (meanwhile !== undefined) return meanwhile
  if (active !== undefined && active > version) throw supersededBy(projection, active)
  const state = active !== undefined && tables.length > 0 ? 'building' : 'active'
  const names = tables.map(({ name }) => name)
  await sql`insert into ${versions(rows)} (tenant_id, projection_id, version, slices, state, tables)
    values (${rows.tenant}, ${projectionId}, ${version}, ${slices}, 'building', ${names}::text[])`.execute(
    rows.db,
  )
  if (state === 'active') await activateVersion(rows, projection)
  return { isNew: true, state }
}

async function begunVersion(
  rows: VersionRows,
  projection: ProjectionVersion,
  slices: number,
): Promise<BegunVersion | undefined> {
  const { projectionId, version } = projection
  const { rows: found } = await sql<BegunRow>`select slices, state from ${versions(rows)}
    where tenant_id = ${rows.tenant} and projection_id = ${projectionId} and version = ${version}`.execute(
    rows.db,
  )
  const [begun] = found
  if (begun === undefined) return undefined
  if (begun.slices !== slices) {
    throw new ConfigurationError(
      `projection "${projectionId}" version ${version} has ${begun.slices} slices, found ${slices}: raise its version to change them`,
      { path: `${projectionId}.slices` },
    )
  }
  const { state } = begun
  if (state === 'retired' || state === 'cancelled') throw supersededError(projection, state)
  return { isNew: false, state }
}

/** What a version is told that is not to write any more. */
export function supersededError(
  { projectionId, version }: ProjectionVersion,
  state: 'retired' | 'cancelled',
): SupersededError {
  const what = state === 'retired' ? 'was replaced by a later one' : 'was given up'
  return new SupersededError(`projection "${projectionId}" version ${version} ${what}`)
}

function supersededBy({ projectionId, version }: ProjectionVersion, active: number): SupersededError {
  return new SupersededError(`projection "${projectionId}" is at version ${active}, found ${version}`)
}
