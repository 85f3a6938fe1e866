import {
  projectionId,
  type JsonObject,
  type ProjectionErrorStrategy,
  type ProjectionId,
  type ProjectorConfiguration,
  type ProjectorConfigurationRepository,
} from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import { translateError } from '../error/translate-error.ts'
import { checkConfiguration } from './check-configuration.ts'
import { registryTable, type ProjectionRegistryOptions, type RegistryTable } from './registry-options.ts'

interface ConfigurationRow {
  readonly projection_id: string
  readonly batch_size: number
  readonly poll_interval_ms: number
  readonly error_strategy: ProjectionErrorStrategy
  readonly parallelism: number
  readonly custom: JsonObject | null
}

/**
 * Keeps in PostgreSQL how projections run. A `ProjectionRunner` that is given it takes up what is saved here without a
 * restart.
 *
 * @example
 * ```ts
 * import { PostgresProjectorConfigurationRepository } from '@uno-ts/read-model'
 * import { projectionId } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 *
 * export async function calm(db: Kysely<unknown>): Promise<void> {
 *   const configurations = new PostgresProjectorConfigurationRepository({ db })
 *   await configurations.save({
 *     projectionId: projectionId('order-summary'),
 *     batchSize: 200,
 *     pollIntervalMs: 5_000,
 *     errorStrategy: 'deadLetter',
 *     parallelism: 2,
 *   })
 * }
 * ```
 */
export class PostgresProjectorConfigurationRepository implements ProjectorConfigurationRepository {
  readonly #table: RegistryTable

  constructor(options: ProjectionRegistryOptions) {
    this.#table = registryTable(options, 'projector_configurations')
  }

  /** @throws DatabaseError when the database could not be reached */
  async get(id: ProjectionId): Promise<ProjectorConfiguration | undefined> {
    const { name, tenant } = this.#table
    const [row] = await this.#run(
      sql`select * from ${name} where tenant_id = ${tenant} and projection_id = ${id}`,
    )
    return row && configurationOf(row)
  }

  /**
   * Keeps a configuration, in place of the one there was.
   *
   * @throws InvalidArgumentError when a projection could not run with it: nothing was written
   * @throws DatabaseError when the database could not be reached
   */
  async save(configuration: ProjectorConfiguration): Promise<void> {
    checkConfiguration(configuration)
    const { name, tenant } = this.#table
    const { batchSize, pollIntervalMs, errorStrategy, parallelism, custom } = configuration
    await this.#run(sql`insert into ${name}
        (tenant_id, projection_id, batch_size, poll_interval_ms, error_strategy, parallelism, custom)
      values (${tenant}, ${configuration.projectionId}, ${batchSize}, ${pollIntervalMs}, ${errorStrategy},
        ${parallelism}, ${custom === undefined ? null : JSON.stringify(custom)}::json)
      on conflict (tenant_id, projection_id) do update set batch_size = excluded.batch_size,
        poll_interval_ms = excluded.poll_interval_ms, error_strategy = excluded.error_strategy,
        parallelism = excluded.parallelism, custom = excluded.custom, updated_at = now()`)
  }

  /** Forgets a configuration; harmless when there is none. @throws DatabaseError when the database could not be reached */
  async delete(id: ProjectionId): Promise<void> {
    const { name, tenant } = this.#table
    await this.#run(sql`delete from ${name} where tenant_id = ${tenant} and projection_id = ${id}`)
  }

  /** All of the tenant's, by projection, in one statement. @throws DatabaseError when the database could not be reached */
  async all(): Promise<readonly ProjectorConfiguration[]> {
    const { name, tenant } = this.#table
    const rows = await this.#run(
      sql`select * from ${name} where tenant_id = ${tenant} order by projection_id collate "C"`,
    )
    return rows.map(configurationOf)
  }

  async #run(statement: RawBuilder<unknown>): Promise<readonly ConfigurationRow[]> {
    try {
      const { rows } = await statement.execute(this.#table.db)
      return rows as ConfigurationRow[] // the columns of our own table
    } catch (error) {
      throw translateError(error, 'projector_configurations')
    }
  }
}

function configurationOf(row: ConfigurationRow): ProjectorConfiguration {
  return {
    projectionId: projectionId(row.projection_id),
    batchSize: row.batch_size,
    pollIntervalMs: row.poll_interval_ms,
    errorStrategy: row.error_strategy,
    parallelism: row.parallelism,
    ...(row.custom !== null && { custom: row.custom }),
  }
}
