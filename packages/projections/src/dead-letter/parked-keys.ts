import type { ProjectionVersion } from '@uno-ts/types'
import { sql } from 'kysely'
import type { DeadLetterTable } from './dead-letter-table.ts'

/** The keys of a projection that have parked events. */
export async function parkedKeys(
  { db, schema, tenant }: DeadLetterTable,
  { projectionId, version }: ProjectionVersion,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ key: string }>`
    select distinct key from ${sql.id(schema, 'projection_dead_letters')}
    where tenant_id = ${tenant} and projection_id = ${projectionId} and version = ${version}`.execute(db)
  return new Set(rows.map(({ key }) => key))
}
