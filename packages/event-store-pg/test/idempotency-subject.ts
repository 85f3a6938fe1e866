import type { IdempotencySubject } from '@uno-ts/testing/conformance'
import type { Pool } from 'pg'
import { PostgresIdempotencyStore } from '../src/index.ts'

/** An idempotency store for a case of the conformance suite. */
export async function idempotencySubject(pool: Pool): Promise<IdempotencySubject> {
  return {
    store: new PostgresIdempotencyStore({ pool }),
    async begin() {
      const connection = await pool.connect()
      await connection.query('begin')
      const end = (how: string) => async () => {
        await connection.query(how)
        connection.release()
      }
      return { handle: { connection, sql: undefined }, commit: end('commit'), rollback: end('rollback') }
    },
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
