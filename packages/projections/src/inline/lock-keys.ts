import type { SqlConnection } from '@uno-ts/types'
import { sliceOf } from '../slice/slice-of.ts'

/** Into how many locks the keys of a table are divided: lock memory is finite. */
const buckets = 4_096

/**
 * Takes the locks of keys of a table until the end of the transaction, in ascending order, so that nobody waits in a circle;
 * of keys that have no row yet too. Their class is negative: those of the event store are not.
 */
export async function lockKeys(
  connection: SqlConnection,
  table: string,
  keys: readonly string[],
): Promise<void> {
  const locks = [...new Set(keys.map((key) => sliceOf(key, buckets)))].toSorted((one, other) => one - other)
  await connection.query({
    text: 'select pg_advisory_xact_lock($1::int, key) from unnest($2::int[]) key',
    values: [-1 - sliceOf(table, 2 ** 31), locks],
  })
}
