import type { WantedSlices } from '@uno-ts/types'
import { sql } from 'kysely'
import { checkpoints, sliceRows, type LeaseTables } from './lease-tables.ts'

/** Frees slices that a member holds. */
export async function releaseSlices(
  tables: LeaseTables,
  memberId: string,
  slices: readonly WantedSlices[],
): Promise<void> {
  await sql`update ${checkpoints(tables)} held set owner = null from ${sliceRows(slices)} given
    where held.tenant_id = ${tables.tenant} and held.owner = ${memberId} and held.projection_id = given.projection_id
      and held.version = given.version and held.slice = given.slice`.execute(tables.db)
}
