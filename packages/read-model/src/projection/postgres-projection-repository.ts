import {
  projectionId,
  type ProjectionId,
  type ProjectionRecord,
  type ProjectionRepository,
} from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import { translateError } from '../error/translate-error.ts'
import { registryTable, type ProjectionRegistryOptions, type RegistryTable } from './registry-options.ts'

interface ProjectionRow {
  readonly projection_id: string
  readonly name: string
  readonly version: number
  readonly event_types: readonly string[]
  readonly read_models: readonly string[]
  readonly active: boolean
}

/**
 * Keeps in PostgreSQL what projections there are, which events they read and which read models they feed: for tools that ask
 * who is concerned by an event or a model.
 *
 * @example
 * ```ts
 * import { PostgresProjectionRepository } from '@uno-ts/read-model'
 * import type { ProjectionRecord } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 *
 * export function readersOf(db: Kysely<unknown>, eventType: string): Promise<readonly ProjectionRecord[]> {
 *   return new PostgresProjectionRepository({ db }).find({ eventType })
 * }
 * ```
 */
export class PostgresProjectionRepository implements ProjectionRepository {
  readonly #table: RegistryTable

  constructor(options: ProjectionRegistryOptions) {
    this.#table = registryTable(options, 'projections')
  }

  /** @throws DatabaseError when the database could not be reached */
  async get(id: ProjectionId): Promise<ProjectionRecord | undefined> {
    const { name, tenant } = this.#table
    const [row] = await this.#run(
      sql`select * from ${name} where tenant_id = ${tenant} and projection_id = ${id}`,
    )
    return row && recordOf(row)
  }

  /** Keeps a record, in place of the one there was. @throws DatabaseError when the database could not be reached */
  async save(record: ProjectionRecord): Promise<void> {
    const { name, tenant } = this.#table
    await this.#run(sql`insert into ${name} (tenant_id, projection_id, name, version, event_types, read_models, active)
      values (${tenant}, ${record.projectionId}, ${record.name}, ${record.version}, ${record.eventTypes}::text[],
        ${record.readModels}::text[], ${record.active})
      on conflict (tenant_id, projection_id) do update set name = excluded.name, version = excluded.version,
        event_types = excluded.event_types, read_models = excluded.read_models, active = excluded.active,
        updated_at = now()`)
  }

  /** Forgets a record; harmless when there is none. @throws DatabaseError when the database could not be reached */
  async delete(id: ProjectionId): Promise<void> {
    const { name, tenant } = this.#table
    await this.#run(sql`delete from ${name} where tenant_id = ${tenant} and projection_id = ${id}`)
  }

  /** Those that fit all of the filter, by id. @throws DatabaseError when the database could not be reached */
  async find({ name, eventType, readModel }: Parameters<ProjectionRepository['find']>[0] = {}): Promise<
    readonly ProjectionRecord[]
  > {
    const table = this.#table
    const rows = await this.#run(sql`select * from ${table.name} where tenant_id = ${table.tenant}
        and (${name ?? null}::text is null or name = ${name ?? null}::text)
        and (${eventType ?? null}::text is null or ${eventType ?? null}::text = any(event_types))
        and (${readModel ?? null}::text is null or ${readModel ?? null}::text = any(read_models))
      order by projection_id collate "C"`)
    return rows.map(recordOf)
  }

  async #run(statement: RawBuilder<unknown>): Promise<readonly ProjectionRow[]> {
    try {
      const { rows } = await statement.execute(this.#table.db)
      return rows as ProjectionRow[] // the columns of our own table
    } catch (error) {
      throw translateError(error, 'projections')
    }
  }
}

function recordOf(row: ProjectionRow): ProjectionRecord {
  return {
    projectionId: projectionId(row.projection_id),
    name: row.name,
    version: row.version,
    eventTypes: row.event_types,
    readModels: row.read_models,
    active: row.active,
  }
}
