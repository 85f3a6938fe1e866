import {
  defaultTenant,
  type JsonObject,
  type QueryId,
  type QueryRepository,
  type SavedQuery,
  type Sort,
  type TenantId,
} from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import { translateError } from '../error/translate-error.ts'
import type { AnyKysely } from '../repository/any-kysely.ts'
import { checkSavedQuery } from './check-saved-query.ts'
import { criteriaFromJson, criteriaToJson } from './criteria-json.ts'

/** Where a {@link PostgresQueryRepository} keeps its queries. */
export interface PostgresQueryRepositoryOptions {
  /** The application's Kysely; it stays open. */
  readonly db: AnyKysely
  /** The schema that holds the table. Default `uno`. */
  readonly schema?: string | undefined
  /** Whose queries they are. Default `default`. */
  readonly tenant?: TenantId | undefined
}

/**
 * Keeps saved queries in PostgreSQL, in the table of `savedQueryMigrations`. Every call is one statement.
 *
 * @example
 * ```ts
 * import { PostgresQueryRepository } from '@uno-ts/read-model'
 * import { queryId } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 *
 * export async function saveOrdersOfCity(db: Kysely<unknown>): Promise<void> {
 *   await new PostgresQueryRepository({ db }).save({
 *     queryId: queryId('orders-of-city'),
 *     name: 'Orders of a city',
 *     readModel: 'order_summary',
 *     where: { op: 'eq', field: 'city', value: ':city' },
 *     sort: [{ field: 'placedAt', direction: 'desc' }],
 *     parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
 *   })
 * }
 * ```
 */
export class PostgresQueryRepository implements QueryRepository {
  readonly #db: AnyKysely
  readonly #table: RawBuilder<unknown>
  readonly #tenant: TenantId

  constructor({ db, schema = 'uno', tenant = defaultTenant }: PostgresQueryRepositoryOptions) {
    this.#db = db.withoutPlugins() // a plugin that renames columns would rename ours
    this.#table = sql`${sql.id(schema, 'saved_queries')}`
    this.#tenant = tenant
  }

  async get(queryId: QueryId): Promise<SavedQuery | undefined> {
    const [record] = await this.#run<QueryRecord>(
      sql`select query_id, name, read_model, definition from ${this.#table}
        where tenant_id = ${this.#tenant} and query_id = ${queryId}`,
    )
    return record && savedQuery(record)
  }

  /**
   * Keeps a query, in the place of one with the same id.
   *
   * @throws InvalidArgumentError when a parameter is used and not described, or the limit is out of range; ConfigurationError
   * when its schema has a keyword that is not checked. Nothing was written
   */
  async save(query: SavedQuery): Promise<void> {
    checkSavedQuery(query)
    await this.#run(
      sql`insert into ${this.#table} (tenant_id, query_id, name, read_model, definition)
        values (${this.#tenant}, ${query.queryId}, ${query.name}, ${query.readModel},
          cast(${JSON.stringify(definitionOf(query))} as jsonb))
        on conflict (tenant_id, query_id) do update set name = excluded.name, read_model = excluded.read_model,
          definition = excluded.definition, updated_at = now()`,
    )
  }

  async delete(queryId: QueryId): Promise<void> {
    await this.#run(
      sql`delete from ${this.#table} where tenant_id = ${this.#tenant} and query_id = ${queryId}`,
    )
  }

  /** Those that fit, in the order of their ids. */
  async find({ name, readModel }: Parameters<QueryRepository['find']>[0] = {}): Promise<
    readonly SavedQuery[]
  > {
    const filters = [
      sql`tenant_id = ${this.#tenant}`,
      ...(name === undefined ? [] : [sql`name = ${name}`]),
      ...(readModel === undefined ? [] : [sql`read_model = ${readModel}`]),
    ]
    const records = await this.#run<QueryRecord>(
      sql`select query_id, name, read_model, definition from ${this.#table}
        where ${sql.join(filters, sql` and `)} order by query_id`,
    )
    return records.map(savedQuery)
  }

  async #run<Row>(query: RawBuilder<unknown>): Promise<readonly Row[]> {
    try {
      return (await query.execute(this.#db)).rows as readonly Row[] // the columns each statement names
    } catch (error) {
      throw translateError(error, 'saved queries')
    }
  }
}

interface QueryRecord {
  readonly query_id: QueryId
  readonly name: string
  readonly read_model: string
  readonly definition: JsonObject
}

function definitionOf({ where, sort, limit, parameters }: SavedQuery): unknown {
  return { where: where && criteriaToJson(where), sort, limit, parameters }
}

function savedQuery({ query_id, name, read_model, definition }: QueryRecord): SavedQuery {
  const { where, sort, limit, parameters } = definition
  return {
    queryId: query_id,
    name,
    readModel: read_model,
    ...(where !== undefined && { where: criteriaFromJson(where) }),
    ...(sort !== undefined && { sort: sort as unknown as Sort }), // as it was saved
    ...(limit !== undefined && { limit: Number(limit) }),
    ...(parameters !== undefined && { parameters: parameters as JsonObject }), // as it was saved
  }
}
