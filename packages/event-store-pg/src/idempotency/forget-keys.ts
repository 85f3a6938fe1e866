import type { SqlConnection } from '@uno-ts/types'
import { translateError } from '../error/translate-error.ts'

/** Keys a statement: none of them holds its locks for long. */
const atOnce = 10_000

/** Forgets outcomes that are older than so many milliseconds, and says how many. */
export async function forgetKeys(
  connection: SqlConnection,
  schema: string,
  maxAgeMs: number,
): Promise<number> {
  let forgotten = 0
  try {
    for (;;) {
      const { rowCount } = await connection.query({
        text: `delete from ${schema}.idempotency_keys where ctid = any(array(
          select ctid from ${schema}.idempotency_keys
          where recorded_at < clock_timestamp() - $1 * interval '1 millisecond' limit ${atOnce} for update skip locked))`,
        values: [maxAgeMs],
      })
      forgotten += rowCount ?? 0
      if ((rowCount ?? 0) < atOnce) return forgotten
    }
  } catch (error) {
    throw translateError(error)
  }
}
