import {
  defaultTenant,
  type LoggedChange,
  type ProjectionChangeLog,
  type TenantId,
  type TransactionHandle,
} from '@uno-ts/types'
import type { Kysely } from 'kysely'
import { translated } from '../failure/translated.ts'
import type { ChangeTables } from './change-tables.ts'
import { forgetChanges } from './forget-changes.ts'
import { insertChange } from './insert-change.ts'

/** What a {@link PostgresChangeLog} is made of. */
export interface PostgresChangeLogOptions {
  /** Where statements run that belong to no transaction. `any`: the log knows its own tables only. */
  readonly db: Kysely<any>
  /** The schema of the tables. Default `uno`. */
  readonly schema?: string | undefined
  /** Whose changes they are. Default `default`. */
  readonly tenant?: TenantId | undefined
}

/** Keeps in PostgreSQL what projections changed: one insert a batch, in its transaction. {@link PostgresChangeFeed} reads it. */
export class PostgresChangeLog implements ProjectionChangeLog {
  readonly #tables: ChangeTables

  constructor({ db, schema = 'uno', tenant = defaultTenant }: PostgresChangeLogOptions) {
    this.#tables = { db, schema, tenant }
  }

  /** @throws DatabaseError when the database could not be reached */
  async append(
    change: LoggedChange,
    { transaction }: { readonly transaction?: TransactionHandle | undefined } = {},
  ): Promise<void> {
    const db = (transaction?.sql as Kysely<any> | undefined) ?? this.#tables.db // a handle's `sql` is Kysely's
    await translated(insertChange({ ...this.#tables, db }, change))
  }

  /** Whoever resumes from before what was forgotten hears of one change without keys. @throws DatabaseError when the database could not be reached */
  async forget({ olderThanMs }: { readonly olderThanMs: number }): Promise<number> {
    return await translated(forgetChanges(this.#tables, olderThanMs))
  }
}
