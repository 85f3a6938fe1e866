import type { SqlConnection, TransactionHandle } from '@uno-ts/types'
import { CompiledQuery, type Transaction } from 'kysely'

/** The query builder's transaction as packages hand it to each other. */
export function transactionHandle<Database>(
  tx: Transaction<Database>,
): TransactionHandle<Transaction<Database>> {
  const connection: SqlConnection = {
    async query<Row>({ text, values = [] }: { readonly text: string; readonly values?: unknown[] }) {
      const { rows, numAffectedRows } = await tx.executeQuery<Row>(CompiledQuery.raw(text, values))
      return { rows, rowCount: numAffectedRows === undefined ? rows.length : Number(numAffectedRows) }
    },
  }
  return { sql: tx, connection }
}
