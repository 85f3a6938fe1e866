import type {
  Criteria,
  Page,
  PageRequest,
  ReadModel,
  ReadModelDefinition,
  ReadModelOptions,
  ReadModelRepository,
  RowOf,
  SaveOptions,
} from '@uno-ts/types'
import {
  PostgresReadModelRepository,
  type PostgresReadModelRepositoryOptions,
} from '../repository/postgres-read-model-repository.ts'

/** Where a {@link VersionedReadModelRepository} finds its rows. */
export interface VersionedReadModelRepositoryOptions<
  Definition extends ReadModelDefinition,
> extends PostgresReadModelRepositoryOptions<Definition> {
  /**
   * Names the table of the version that is read, such as `order_summary_v2`, with its schema in front where that is not
   * `schema`: `activeTable` of a projection runner. Asked once an operation.
   */
  readonly table: () => Promise<string>
}

/**
 * Keeps the rows of one read model in tables by version, of which each operation uses one: a page and its total, or a whole
 * stream, never mix two. The tables of a replaced version must stay as long as an operation may take.
 *
 * @example
 * ```ts
 * import { defineReadModel, VersionedReadModelRepository } from '@uno-ts/read-model'
 * import { projectionId, type ActiveVersions } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 * import { z } from 'zod'
 *
 * const model = defineReadModel({ name: 'countries', schema: z.object({ code: z.string() }), key: 'code' })
 *
 * export async function countries(db: Kysely<unknown>, versions: ActiveVersions) {
 *   const table = () => versions.activeTable(projectionId('countries'), 'uno.countries')
 *   return new VersionedReadModelRepository({ db, model, table }).find()
 * }
 * ```
 */
export class VersionedReadModelRepository<
  Definition extends ReadModelDefinition,
> implements ReadModelRepository<RowOf<Definition>> {
  readonly #options: VersionedReadModelRepositoryOptions<Definition>
  readonly #repositories = new Map<string, PostgresReadModelRepository<Definition>>()

  constructor(options: VersionedReadModelRepositoryOptions<Definition>) {
    this.#options = options
  }

  async get(id: string, options?: ReadModelOptions): Promise<RowOf<Definition> | undefined> {
    return (await this.#active()).get(id, options)
  }

  async getModel(id: string, options?: ReadModelOptions): Promise<ReadModel<RowOf<Definition>> | undefined> {
    return (await this.#active()).getModel(id, options)
  }

  async getMany(
    ids: readonly string[],
    options?: ReadModelOptions,
  ): Promise<readonly (RowOf<Definition> | undefined)[]> {
    return (await this.#active()).getMany(ids, options)
  }

  async find(request?: PageRequest, options?: ReadModelOptions): Promise<Page<RowOf<Definition>>> {
    return (await this.#active()).find(request, options)
  }

  async *stream(
    request?: Pick<PageRequest, 'where' | 'sort'>,
    options?: ReadModelOptions & { readonly batchSize?: number | undefined },
  ): AsyncIterable<RowOf<Definition>> {
    yield* (await this.#active()).stream(request, options)
  }

  async count(where?: Criteria, options?: ReadModelOptions): Promise<number> {
    return (await this.#active()).count(where, options)
  }

  async exists(id: string, options?: ReadModelOptions): Promise<boolean> {
    return (await this.#active()).exists(id, options)
  }

  async save(row: RowOf<Definition>, options?: SaveOptions): Promise<void> {
    await (await this.#active()).save(row, options)
  }

  async saveMany(
    rows: readonly RowOf<Definition>[],
    options?: Omit<SaveOptions, 'expectedVersion'>,
  ): Promise<void> {
    await (await this.#active()).saveMany(rows, options)
  }

  // A row is unknown only here, where the definition is not given yet.
  // oxlint-disable-next-line typescript/no-generated-empty-object-type
  async patch(id: string, changes: Partial<RowOf<Definition>>, options?: SaveOptions): Promise<boolean> {
    return (await this.#active()).patch(id, changes, options)
  }

  async delete(id: string, options?: ReadModelOptions): Promise<boolean> {
    return (await this.#active()).delete(id, options)
  }

  async deleteMany(ids: readonly string[], options?: ReadModelOptions): Promise<number> {
    return (await this.#active()).deleteMany(ids, options)
  }

  async #active(): Promise<PostgresReadModelRepository<Definition>> {
    const table = await this.#options.table()
    const known = this.#repositories.get(table)
    if (known !== undefined) return known
    const repository = this.#repositoryOf(table)
    this.#repositories.set(table, repository)
    return repository
  }

  #repositoryOf(table: string): PostgresReadModelRepository<Definition> {
    const { db, pool, model, schema, tenant } = this.#options
    const dot = table.indexOf('.')
    return new PostgresReadModelRepository({
      db,
      pool,
      model: { ...model, name: table.slice(dot + 1) },
      schema: dot === -1 ? schema : table.slice(0, dot),
      tenant,
    })
  }
}
