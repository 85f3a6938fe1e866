import type { ProjectionVersion, ReclaimOptions } from '@uno-ts/types'
import { sql } from 'kysely'
import { checkpoints, type LeaseTables } from './lease-tables.ts'

/** Frees slices of a projection, and sets them to a position when one is given: their holders find a later epoch. */
export async function reclaimSlices(
  tables: LeaseTables,
  { projectionId, version }: ProjectionVersion,
  { slices, position }: Omit<ReclaimOptions, 'transaction'>,
): Promise<void> {
  await sql`update ${checkpoints(tables)} set owner = null, epoch = epoch + 1, updated_at = now(),
      position = coalesce(${position ?? null}::bigint, position)
    where tenant_id = ${tables.tenant} and projection_id = ${projectionId} and version = ${version}
      and (${slices ?? null}::int[] is null or slice = any(${slices ?? null}::int[]))`.execute(tables.db)
}
