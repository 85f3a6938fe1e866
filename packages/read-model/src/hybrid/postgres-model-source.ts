import {
  defaultTenant,
  globalPosition,
  readModelId,
  type ProjectionId,
  type ReadModelDefinition,
  type ReadModelOptions,
  type RowOf,
  type TenantId,
} from '@uno-ts/types'
import type { AnyKysely } from '../repository/any-kysely.ts'
import { decodeModel, type SqlRecord } from '../repository/decode-row.ts'
import { StatementRunner } from '../repository/statement-runner.ts'
import type { Target } from '../repository/statement.ts'
import { quoted } from '../table/identifier.ts'
import { modelTable } from '../table/model-table.ts'
import type { ModelSource, SourcedRow, SourcedRows } from './model-source.ts'
import { checkpointAlias, selectSourcedText } from './select-sourced.ts'

/** The projection that keeps a read model's rows. */
export interface SourceProjection {
  readonly id: ProjectionId
  readonly version: number
  /** How many slices it has; all of them must have begun before there is a checkpoint. Default 1. */
  readonly slices?: number | undefined
}

/** Where a {@link PostgresModelSource} finds rows and checkpoint. */
export interface PostgresModelSourceOptions<Definition extends ReadModelDefinition> {
  /** The application's Kysely; it stays open. */
  readonly db: AnyKysely
  /** The read model that is read. */
  readonly model: Definition
  /** Its checkpoint is read with the rows: the least of its slices. */
  readonly projection: SourceProjection
  /** The schema that holds both tables. Default `uno`. */
  readonly schema?: string | undefined
  /** The tenant of calls that name none. Default `default`. */
  readonly tenant?: TenantId | undefined
}

/**
 * Reads rows for a hybrid repository, with their positions and the checkpoint of their projection, in one statement: a
 * cached row so tells whether it has seen an event.
 *
 * @example
 * ```ts
 * import { PostgresModelSource } from '@uno-ts/read-model'
 * import { projectionId, type ReadModelDefinition } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 *
 * export async function seen(db: Kysely<unknown>, model: ReadModelDefinition) {
 *   const source = new PostgresModelSource({ db, model, projection: { id: projectionId('orders'), version: 1 } })
 *   return (await source.read(['order-7'])).checkpoint
 * }
 * ```
 */
export class PostgresModelSource<Definition extends ReadModelDefinition> implements ModelSource<
  RowOf<Definition>
> {
  readonly #runner: StatementRunner
  readonly #target: Target
  readonly #text: string
  readonly #projection: SourceProjection
  readonly #tenant: TenantId

  constructor({
    db,
    model,
    projection,
    schema = 'uno',
    tenant = defaultTenant,
  }: PostgresModelSourceOptions<Definition>) {
    this.#runner = new StatementRunner({ db, pool: undefined, model: model.name })
    this.#target = { table: modelTable(model), name: `${quoted(schema)}.${quoted(model.name)}` }
    this.#text = selectSourcedText(this.#target, { schema })
    this.#projection = projection
    this.#tenant = tenant
  }

  async read(
    ids: readonly string[],
    { tenant = this.#tenant, signal }: Pick<ReadModelOptions, 'tenant' | 'signal'> = {},
  ): Promise<SourcedRows<RowOf<Definition>>> {
    const { id, version, slices = 1 } = this.#projection
    const values = [tenant, ids.map(readModelId), id, version, slices]
    const { records } = await this.#runner.run({ text: this.#text, values }, { signal })
    const { key } = this.#target.table
    const byId = new Map(records.map((record) => [record[key], record])) // a row that is not there has no id
    const checkpoint = records[0]?.[checkpointAlias] as string | null | undefined // int8
    return {
      rows: ids.map((each) => this.#rowOf(byId.get(each))),
      checkpoint: checkpoint === null || checkpoint === undefined ? undefined : globalPosition(checkpoint),
    }
  }

  #rowOf(record: SqlRecord | undefined): SourcedRow<RowOf<Definition>> | undefined {
    return record && decodeModel<RowOf<Definition>>(this.#target.table, record)
  }
}
