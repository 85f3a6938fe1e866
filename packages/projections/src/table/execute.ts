import type { SqlStatement } from '@uno-ts/types'
import type { Transaction } from 'kysely'
import { transactionHandle } from '../storage/transaction-handle.ts'

/** Runs statements one after the other. */
export async function execute(tx: Transaction<any>, statements: readonly SqlStatement[]): Promise<void> {
  const { connection } = transactionHandle(tx)
  for (const { text, values } of statements) await connection.query({ text, values: [...values] })
}
