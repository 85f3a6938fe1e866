import type { CompiledQuery } from 'kysely'
import { translateError } from '../../statement/translate-error.ts'
import type { GraphConnection, GraphPool } from './graph-pool.ts'

/** A statement, and how long it may take. */
export interface PreparedRun<Row> {
  readonly name: string
  readonly query: CompiledQuery<Row>
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number
  /** Makes the error of a statement that took too long. */
  readonly tooLate: () => Error
}

/**
 * Runs a prepared statement. One that takes too long, or that nobody waits for any longer, is ended at the server; its
 * connection is closed. It waits with a timer and no more: signals and races for each question cost as much as asking it.
 *
 * @throws the reason of the signal, what `tooLate` makes, and errors of the family for what the driver throws
 */
export async function runPrepared<Row>(
  pool: GraphPool,
  { name, query, signal, timeoutMs, tooLate }: PreparedRun<Row>,
): Promise<readonly Row[]> {
  signal?.throwIfAborted()
  const given = Promise.withResolvers<{ readonly rows: readonly unknown[] }>()
  let asked: GraphConnection | undefined
  let isOver = false
  const giveUp = (reason: unknown): void => {
    isOver = true
    given.reject(reason)
    if (asked !== undefined) void endStatement(pool, asked, query.sql)
    asked = undefined
  }
  const ask = async (): Promise<void> => {
    const connection = await pool.connect()
    if (isOver) return connection.release()
    asked = connection
    connection.on('error', given.reject) // one that breaks says so beside its statement
    let failed = true
    try {
      given.resolve(await connection.query({ name, text: query.sql, values: [...query.parameters] }))
      failed = false
    } finally {
      // As a pool does: whoever has failed is not asked again.
      if (asked !== undefined) connection.release(failed)
      asked = undefined
      connection.off('error', given.reject)
    }
  }
  const timer = setTimeout(() => giveUp(tooLate()), timeoutMs)
  const abort = (): void => giveUp(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  ask().catch(given.reject)
  try {
    const { rows } = await given.promise
    return rows as readonly Row[] // what the statement selects
  } catch (error) {
    throw isOver ? error : translateError(error)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

/**
 * Ends what a connection runs. It is closed first, so that the pool has room for the one that tells the server; and no later
 * statement of its can be hit, nor that of another by whoever has its number then.
 */
async function endStatement(pool: GraphPool, connection: GraphConnection, text: string): Promise<void> {
  connection.release(true)
  const { processID } = connection
  if (processID === undefined || processID === null) return
  const end =
    'select pg_cancel_backend(pid) from pg_stat_activity where pid = $1 and starts_with($2::text, query)'
  await pool.query({ text: end, values: [processID, text] }).catch(() => undefined) // it then ends by itself
}
