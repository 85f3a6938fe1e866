import {
  defaultTenant,
  type DeadLetter,
  type DeadLetterFilter,
  type DeadLetterStore,
  type ProjectionVersion,
  type StoredDeadLetter,
  type TenantId,
  type TransactionHandle,
} from '@uno-ts/types'
import type { Kysely } from 'kysely'
import { translated } from '../failure/translated.ts'
import type { DeadLetterTable } from './dead-letter-table.ts'
import { findDeadLetters } from './find-dead-letters.ts'
import { insertDeadLetters } from './insert-dead-letters.ts'
import { parkedKeys } from './parked-keys.ts'
import { removeDeadLetters } from './remove-dead-letters.ts'

/** What a {@link PostgresDeadLetterStore} is made of. */
export interface PostgresDeadLetterStoreOptions {
  /** Where statements run that belong to no transaction. `any`: the store knows its own table only. */
  readonly db: Kysely<any>
  /** The schema of the table. Default `uno`. */
  readonly schema?: string | undefined
  /** Whose events are parked. Default `default`. */
  readonly tenant?: TenantId | undefined
}

/** Keeps parked events in PostgreSQL, beside the rows of their projections; one statement a call. */
export class PostgresDeadLetterStore implements DeadLetterStore {
  readonly #table: DeadLetterTable

  constructor({ db, schema = 'uno', tenant = defaultTenant }: PostgresDeadLetterStoreOptions) {
    this.#table = { db, schema, tenant }
  }

  /** @throws DatabaseError when the database could not be reached */
  async park(
    projection: ProjectionVersion,
    letters: readonly DeadLetter[],
    { transaction }: { readonly transaction?: TransactionHandle | undefined } = {},
  ): Promise<void> {
    if (letters.length > 0) await translated(insertDeadLetters(this.#on(transaction), projection, letters))
  }

  /** @throws DatabaseError when the database could not be reached */
  async keys(projection: ProjectionVersion): Promise<ReadonlySet<string>> {
    return await translated(parkedKeys(this.#table, projection))
  }

  /** @throws DatabaseError when the database could not be reached */
  async find(
    projection: ProjectionVersion,
    filter: DeadLetterFilter = {},
    { transaction }: { readonly transaction?: TransactionHandle | undefined } = {},
  ): Promise<readonly StoredDeadLetter[]> {
    return await translated(findDeadLetters(this.#on(transaction), projection, filter))
  }

  /** @throws DatabaseError when the database could not be reached */
  async remove(
    projection: ProjectionVersion,
    filter: Omit<DeadLetterFilter, 'limit'>,
    { transaction }: { readonly transaction?: TransactionHandle | undefined } = {},
  ): Promise<number> {
    return await translated(removeDeadLetters(this.#on(transaction), projection, filter))
  }

  #on(transaction: TransactionHandle | undefined): DeadLetterTable {
    const db = (transaction?.sql as Kysely<any> | undefined) ?? this.#table.db // a handle's `sql` is Kysely's
    return { ...this.#table, db }
  }
}
