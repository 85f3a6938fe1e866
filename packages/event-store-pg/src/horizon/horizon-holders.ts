import type { HorizonHolder, SqlConnection } from '@uno-ts/types'
import { translateError } from '../error/translate-error.ts'
import type { Statement } from '../read/statement.ts'

/** The appends under way, oldest floor first: the first one is what readers wait for. */
export function horizonHoldersText(schema: string): string {
  return `select l.pid, floor(extract(epoch from clock_timestamp() - a.xact_start) * 1000)::int as age_ms,
      left(split_part(a.query, '(', 1), 100) as query
    from pg_locks l join pg_stat_activity a on a.pid = l.pid
    where l.locktype = 'advisory' and l.objsubid = 1
      and l.database = (select oid from pg_database where datname = current_database())
      and (l.classid::bigint >> 16) = (${schema}.floor_tag() >> 48)
    order by (l.classid::bigint << 32) | l.objid::bigint, a.xact_start`
}

/** Names who holds the horizon back. Without rights on other roles' activity the query reads `<insufficient privilege>`. */
export async function readHorizonHolders(
  connection: SqlConnection,
  statement: Statement,
): Promise<readonly HorizonHolder[]> {
  try {
    const { rows } = await connection.query<{ pid: number; age_ms: number | null; query: string | null }>(
      statement,
    )
    return rows.map(({ pid, age_ms, query }) => ({ pid, ageMs: age_ms ?? 0, query: query ?? '' }))
  } catch (error) {
    throw translateError(error)
  }
}
