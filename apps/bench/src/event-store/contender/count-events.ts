import type { Pool } from 'pg'
import type { AppendTotals } from '../append/append-contender.ts'

/** Counts a table of events whose columns for stream and version are named as given. */
export async function countEvents(
  pool: Pool,
  { table, stream, version }: { readonly table: string; readonly stream: string; readonly version: string },
): Promise<AppendTotals> {
  const { rows } = await pool.query<AppendTotals>(
    `select count(*)::float8 as events, count(distinct ${stream})::float8 as streams, sum(${version})::float8 as versions
     from ${table}`,
  )
  const [totals] = rows
  if (totals === undefined) throw new RangeError('expected one row of totals')
  return { ...totals }
}

/** Counts the rows of a table. */
export async function countRows(pool: Pool, table: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(`select count(*)::float8 as count from ${table}`)
  const [counted] = rows
  if (counted === undefined) throw new RangeError('expected one row of a count')
  return counted.count
}
