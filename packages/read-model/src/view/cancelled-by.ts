import { sql } from 'kysely'
import type { AnyKysely } from '../repository/any-kysely.ts'

/**
 * Runs a statement of a transaction until the signal: then another connection cancels it. It has ended when this ends, so
 * that no cancellation can meet another statement.
 *
 * @throws the signal's reason when it was cancelled
 */
export async function cancelledBy(
  signal: AbortSignal | undefined,
  { db, tx, run }: { readonly db: AnyKysely; readonly tx: AnyKysely; readonly run: () => Promise<unknown> },
): Promise<void> {
  if (signal === undefined) {
    await run()
    return
  }
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
  signal.throwIfAborted()
  let cancelling: Promise<unknown> | undefined
  const cancel = () => {
    cancelling = sql`select pg_cancel_backend(${rows[0]?.pid})`.execute(db).catch(() => undefined) // it runs to its end then
  }
  signal.addEventListener('abort', cancel, { once: true })
  try {
    await run()
  } finally {
    signal.removeEventListener('abort', cancel)
    await cancelling
  }
}
