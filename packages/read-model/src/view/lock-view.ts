import { sql } from 'kysely'
import type { AnyKysely } from '../repository/any-kysely.ts'
import { viewTable } from './view-table.ts'

/** Who may refresh a view: whoever holds its row until the transaction ends. */
export interface LockedView {
  /** The database's time. */
  readonly startedAt: Date
}

/** Takes a view, and waits for whoever has it. `undefined` when there is no such view. */
export async function lockView(tx: AnyKysely, schema: string, name: string): Promise<LockedView | undefined> {
  // The time is read after the lock was waited for: what was committed until then is in the refresh.
  const locked = await sql`select 1 from ${viewTable(schema)} where name = ${name} for update`.execute(tx)
  return locked.rows.length === 0 ? undefined : { startedAt: await databaseTime(tx) }
}

/**
 * Takes a view whose time has come; `undefined` when it has not, or somebody else is at it. A refresh that failed is tried
 * again when its time has come anew.
 */
export async function lockDueView(
  tx: AnyKysely,
  schema: string,
  name: string,
): Promise<LockedView | undefined> {
  const locked = await sql`
    select 1 from ${viewTable(schema)}
    where name = ${name}
      and greatest(refreshed_at, failed_at) + refresh_every_ms * interval '1 millisecond' <= clock_timestamp()
    for update skip locked`.execute(tx)
  return locked.rows.length === 0 ? undefined : { startedAt: await databaseTime(tx) }
}

async function databaseTime(tx: AnyKysely): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx)
  const [row] = rows
  if (row === undefined) throw new Error('the database has told no time') // a select without a table has one row
  return row.now
}
