import type { Pool, PoolClient } from 'pg'
import { translateError } from '../error/translate-error.ts'
import { failedBefore } from './failed-before.ts'

/**
 * Does `work` in one transaction on one connection, and commits it, or rolls it back when that is asked for. When `work`
 * throws nothing was written.
 */
export async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
  end: 'commit' | 'rollback' = 'commit',
): Promise<Result> {
  const client = await pool.connect().catch((error: unknown) => {
    throw translateError(error)
  })
  // A connection that dies between statements raises an event; the next statement tells the caller.
  const ignore = (): void => undefined
  client.on('error', ignore)
  let broken = false
  try {
    await client.query('begin')
    const result = await work(client)
    // A transaction that failed before answers COMMIT with ROLLBACK and no error.
    const { command } = await client.query(end)
    if (command !== end.toUpperCase()) throw failedBefore()
    return result
  } catch (error) {
    await client.query('rollback').catch(() => {
      broken = true
    })
    throw translateError(error)
  } finally {
    client.off('error', ignore)
    client.release(broken) // a connection in an unknown state is not used again
  }
}
