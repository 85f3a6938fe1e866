import type { PGlite } from '@electric-sql/pglite'
import { simpleQuery } from '../engine/simple-query.ts'

/** How many bytes of write-ahead log a crash would have to replay. */
export async function logLengthBytes(lite: PGlite): Promise<number> {
  const [row] = await simpleQuery(
    lite,
    'select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn) from pg_control_checkpoint()',
  )
  return Number(row?.[0] ?? 0)
}
