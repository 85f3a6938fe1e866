import { sql } from 'kysely'
import { changes, forgottenChanges, type ChangeTables } from './change-tables.ts'

/** Removes old changes, and notes how far each projection's are gone. Answers how many there were. */
export async function forgetChanges(tables: ChangeTables, olderThanMs: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with old as (
      delete from ${changes(tables)}
      where tenant_id = ${tables.tenant} and changed_at < now() - ${olderThanMs} * interval '1 millisecond'
      returning projection_id, change_id, position
    ), noted as (
      insert into ${forgottenChanges(tables)} as known (tenant_id, projection_id, change_id, position)
      select ${tables.tenant}, projection_id, max(change_id), max(position) from old group by projection_id
      order by projection_id
      on conflict (tenant_id, projection_id) do update
        set change_id = greatest(known.change_id, excluded.change_id),
          position = greatest(known.position, excluded.position)
    )
    select count(*)::int as count from old`.execute(tables.db)
  return rows[0]?.count ?? 0
}
