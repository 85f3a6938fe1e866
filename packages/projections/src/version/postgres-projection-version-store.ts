import {
  ConfigurationError,
  defaultTenant,
  type ProjectionVersion,
  type ProjectionVersionStore,
  type TenantId,
} from '@uno-ts/types'
import { sql, type Kysely } from 'kysely'
import { translated } from '../failure/translated.ts'

/** What a {@link PostgresProjectionVersionStore} is made of. */
export interface PostgresProjectionVersionStoreOptions {
  /** Where statements run that belong to no transaction. `any`: the store knows its own table only. */
  readonly db: Kysely<any>
  /** The schema of the table. Default `uno`. */
  readonly schema?: string | undefined
  /** Whose versions they are. Default `default`. */
  readonly tenant?: TenantId | undefined
}

/** Keeps in PostgreSQL which versions of projections have begun. */
export class PostgresProjectionVersionStore implements ProjectionVersionStore {
  readonly #db: Kysely<any>
  readonly #schema: string
  readonly #tenant: TenantId

  constructor({ db, schema = 'uno', tenant = defaultTenant }: PostgresProjectionVersionStoreOptions) {
    this.#db = db
    this.#schema = schema
    this.#tenant = tenant
  }

  /**
   * Two statements at most.
   *
   * @throws ConfigurationError when the version began with another number of slices
   * @throws DatabaseError when the database could not be reached
   */
  async begin(
    { projectionId, version }: ProjectionVersion,
    { slices, transaction }: Parameters<ProjectionVersionStore['begin']>[1],
  ): Promise<boolean> {
    const db = (transaction?.sql as Kysely<any> | undefined) ?? this.#db // a handle's `sql` is Kysely's
    const versions = sql.id(this.#schema, 'projection_versions')
    const begun = await translated(
      sql`insert into ${versions} (tenant_id, projection_id, version, slices)
        values (${this.#tenant}, ${projectionId}, ${version}, ${slices}) on conflict do nothing`.execute(db),
    )
    if (begun.numAffectedRows === 1n) return true
    const { rows } = await translated(
      sql<{ slices: number }>`select slices from ${versions}
        where tenant_id = ${this.#tenant} and projection_id = ${projectionId} and version = ${version}`.execute(
        db,
      ),
    )
    const found = rows[0]?.slices
    if (found !== undefined && found !== slices) {
      throw new ConfigurationError(
        `projection "${projectionId}" version ${version} has ${found} slices, found ${slices}: raise its version to change them`,
        { path: `${projectionId}.slices` },
      )
    }
    return false
  }
}
