import type { BegunTransaction } from '@uno-ts/testing/conformance'
import type { Pool } from 'pg'

/** Begins a transaction on a connection of its own, which is given back at its end. */
export async function beginTransaction(pool: Pool): Promise<BegunTransaction> {
  const connection = await pool.connect()
  await connection.query('begin')
  const end = (how: string) => async () => {
    await connection.query(how)
    connection.release()
  }
  return { handle: { connection, sql: undefined }, commit: end('commit'), rollback: end('rollback') }
}
