import { sql } from 'kysely'
import type { AnyKysely } from '../repository/any-kysely.ts'
import { viewTable } from './view-table.ts'

/** Writes down that a view was refreshed, in the transaction that did it, and gives how long it took. */
export async function recordRefresh(
  tx: AnyKysely,
  schema: string,
  { name, startedAt }: { readonly name: string; readonly startedAt: Date },
): Promise<number> {
  const { rows } = await sql<{ duration_ms: number }>`
    update ${viewTable(schema)}
    set refreshed_at = ${startedAt}, failed_at = null, failure = null,
      duration_ms = greatest(0, extract(epoch from clock_timestamp() - ${startedAt}::timestamptz) * 1000)
    where name = ${name}
    returning duration_ms`.execute(tx)
  return Number(rows[0]?.duration_ms)
}

/** Writes down that a refresh failed, after its transaction was rolled back. */
export async function recordFailure(
  db: AnyKysely,
  schema: string,
  { name, reason }: { readonly name: string; readonly reason: string },
): Promise<void> {
  await sql`
    update ${viewTable(schema)} set failed_at = clock_timestamp(), failure = ${reason} where name = ${name}`.execute(
    db,
  )
}
