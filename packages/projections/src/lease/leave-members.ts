import { sql } from 'kysely'
import { checkpoints, members, type LeaseTables } from './lease-tables.ts'

/** Ends a member's life and frees what it holds. */
export async function leaveMembers(tables: LeaseTables, memberId: string): Promise<void> {
  await sql`with gone as (
      delete from ${members(tables)} where tenant_id = ${tables.tenant} and member_id = ${memberId}
    )
    update ${checkpoints(tables)} set owner = null where tenant_id = ${tables.tenant} and owner = ${memberId}`.execute(
    tables.db,
  )
}
