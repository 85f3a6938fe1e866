import { isUnoError, type SqlConnection } from '@uno-ts/types'
import { translateError } from '../error/translate-error.ts'
import { columnParsers } from './column-parsers.ts'
import type { EventRow } from './event-row.ts'
import type { Statement } from './statement.ts'

/** Runs a statement that selects event columns. @throws DatabaseError, SchemaError; the signal's reason when aborted */
export async function queryEvents(
  connection: SqlConnection,
  statement: Statement,
  options: { readonly values: unknown[]; readonly signal?: AbortSignal | undefined },
): Promise<readonly EventRow[]> {
  options.signal?.throwIfAborted()
  try {
    // `rowMode` and `types` are the driver's: rows as lists, which are cheaper to make than objects.
    const query = { ...statement, values: options.values, rowMode: 'array', types: columnParsers }
    const { rows } = await connection.query<EventRow>(query)
    options.signal?.throwIfAborted()
    return rows
  } catch (error) {
    throw isUnoError(error) ? error : translateError(error)
  }
}
