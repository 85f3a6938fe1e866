import type { IdempotencySubject } from '@uno-ts/testing/conformance'
import type { Pool } from 'pg'
import { PostgresIdempotencyStore } from '../src/index.ts'
import { beginTransaction } from './begin-transaction.ts'

/** An idempotency store for a case of the conformance suite. */
export async function idempotencySubject(pool: Pool): Promise<IdempotencySubject> {
  return {
    store: new PostgresIdempotencyStore({ pool }),
    begin: () => beginTransaction(pool),
    async age(ms) {
      const values = [ms]
      await pool.query(
        `update uno.idempotency_keys set recorded_at = recorded_at - $1 * interval '1 millisecond'`,
        values,
      )
    },
    dispose: () => undefined,
  }
}
