import type { ReadModelOptions } from '@uno-ts/types'
import type { Compilable, CompiledQuery } from 'kysely'
import type { AnyKysely } from './any-kysely.ts'
import { translateError } from './translate-error.ts'

/**
 * Runs a statement within the caller's transaction, or on a connection of its own until the signal.
 *
 * @throws DatabaseError, SchemaError, InvalidArgumentError for what the driver throws
 */
export async function runStatement<Row>(
  db: AnyKysely,
  query: CompiledQuery<Row> | Compilable<Row>,
  { signal, transaction }: Pick<ReadModelOptions, 'signal' | 'transaction'>,
): Promise<readonly Row[]> {
  signal?.throwIfAborted()
  try {
    const { rows } =
      transaction === undefined
        ? await db.executeQuery(query, { signal })
        : // Not given up half way: the owner of the transaction goes on with the connection.
          await (transaction.sql as AnyKysely).withoutPlugins().executeQuery(query) // the handle's contract: Kysely's
    return rows
  } catch (error) {
    throw translateError(error)
  }
}
