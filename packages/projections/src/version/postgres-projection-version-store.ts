import {
  defaultTenant,
  projectionId,
  type BegunVersion,
  type BeginVersionOptions,
  type ProjectionId,
  type ProjectionVersion,
  type ProjectionVersions,
  type ProjectionVersionStore,
  type TenantId,
  type TransactionHandle,
} from '@uno-ts/types'
import type { Kysely } from 'kysely'
import { translated } from '../failure/translated.ts'
import { activateVersion } from './activate-version.ts'
import { beginVersionRow } from './begin-version-row.ts'
import { cancelVersion, forgetVersion } from './cancel-version.ts'
import { dropUnusedTables, expiredVersions } from './drop-unused-tables.ts'
import { findVersions } from './find-versions.ts'
import { lockActiveVersion } from './lock-active-version.ts'
import { steerProjection } from './steer-projection.ts'
import type { VersionRows } from './version-rows.ts'
import { createVersionTables } from './version-table-statements.ts'

/** What a {@link PostgresProjectionVersionStore} is made of. */
export interface PostgresProjectionVersionStoreOptions {
  /** Where statements run that belong to no transaction. `any`: the store knows its own tables only. */
  readonly db: Kysely<any>
  /** The schema of its tables. Default `uno`. */
  readonly schema?: string | undefined
  /** Whose versions they are. Default `default`. */
  readonly tenant?: TenantId | undefined
}

/** Keeps in PostgreSQL which versions of projections there are, and which one queries read. */
export class PostgresProjectionVersionStore implements ProjectionVersionStore {
  readonly #rows: VersionRows

  constructor({ db, schema = 'uno', tenant = defaultTenant }: PostgresProjectionVersionStoreOptions) {
    this.#rows = { db, schema, tenant }
  }

  /**
   * One statement for a version that has begun.
   *
   * @throws ConfigurationError when the version began with another number of slices
   * @throws SupersededError when a later version is active, or this one was replaced or given up
   * @throws DatabaseError when the database could not be reached
   */
  async begin(
    projection: ProjectionVersion,
    { slices, tables = [], transaction }: BeginVersionOptions,
  ): Promise<BegunVersion> {
    if (transaction === undefined) {
      return await this.#together((rows) => begin(rows, projection, { slices, tables }))
    }
    return await translated(begin(this.#within(transaction), projection, { slices, tables }))
  }

  /** @throws DatabaseError when the database could not be reached */
  async find(
    projectionIds: readonly ProjectionId[],
    { transaction }: { readonly transaction?: TransactionHandle | undefined } = {},
  ): Promise<readonly ProjectionVersions[]> {
    return await translated(findVersions(this.#within(transaction), projectionIds))
  }

  /** @throws DatabaseError when the database could not be reached */
  async lock(
    id: ProjectionId,
    { mode, transaction }: Parameters<ProjectionVersionStore['lock']>[1],
  ): Promise<number | undefined> {
    return await translated(lockActiveVersion(this.#within(transaction), id, mode))
  }

  /** @throws DatabaseError when the database could not be reached */
  async activate(
    projection: ProjectionVersion,
    { transaction }: Parameters<ProjectionVersionStore['activate']>[1],
  ): Promise<void> {
    await translated(activateVersion(this.#within(transaction), projection))
  }

  /** @throws DatabaseError when the database could not be reached */
  async cancel(
    projection: ProjectionVersion,
    { transaction }: Parameters<ProjectionVersionStore['cancel']>[1],
  ): Promise<boolean> {
    return await translated(cancelVersion(this.#within(transaction), projection))
  }

  /** @throws DatabaseError when the database could not be reached */
  async forget(projection: ProjectionVersion): Promise<void> {
    await translated(forgetVersion(this.#rows, projection))
  }

  /** A transaction for each version. @throws DatabaseError when the database could not be reached */
  async dropRetired(
    projectionIds: readonly ProjectionId[],
    { graceMs }: { readonly graceMs: number },
  ): Promise<readonly ProjectionVersion[]> {
    const expired = await translated(expiredVersions(this.#rows, projectionIds, graceMs))
    const dropped = expired.map(({ projection_id, version }) => ({
      projectionId: projectionId(projection_id),
      version,
    }))
    for (const projection of dropped) await this.#together((rows) => dropUnusedTables(rows, projection))
    return dropped
  }

  /** @throws DatabaseError when the database could not be reached */
  async steer(id: ProjectionId, orders: Parameters<ProjectionVersionStore['steer']>[1]): Promise<void> {
    await translated(steerProjection(this.#rows, id, orders))
  }

  #within(transaction: TransactionHandle | undefined): VersionRows {
    const db = (transaction?.sql as Kysely<any> | undefined) ?? this.#rows.db // a handle's `sql` is Kysely's
    return { ...this.#rows, db }
  }

  async #together<Result>(work: (rows: VersionRows) => Promise<Result>): Promise<Result> {
    return await translated(this.#rows.db.transaction().execute((db) => work({ ...this.#rows, db })))
  }
}

async function begin(
  rows: VersionRows,
  projection: ProjectionVersion,
  options: Required<Pick<BeginVersionOptions, 'slices'>> & {
    readonly tables: NonNullable<BeginVersionOptions['tables']>
  },
): Promise<BegunVersion> {
  const begun = await beginVersionRow(rows, projection, options)
  if (begun.isNew) await createVersionTables(rows, options.tables)
  return begun
}
