import {
  ConcurrencyError,
  defaultTenant,
  InvalidArgumentError,
  readModelId,
  type Criteria,
  type FieldOf,
  type Page,
  type PageRequest,
  type PageRequestOf,
  type ReadModel,
  type ReadModelDefinition,
  type ReadModelOptions,
  type ReadModelRepository,
  type RowOf,
  type RowWith,
  type SaveOptions,
  type TenantId,
} from '@uno-ts/types'
import { sortKeys, type CompiledSortKey } from '../criteria/sort-key.ts'
import { quoted } from '../table/identifier.ts'
import { modelTable, type ModelTable } from '../table/model-table.ts'
import type { AnyKysely } from './any-kysely.ts'
import { decodeModel, decodeRow, decodeValues, type SqlRecord } from './decode-row.ts'
import { encodeRow, type EncodedRow } from './encode-row.ts'
import { findRecords, findRows, type FoundRows } from './found-rows.ts'
import { insertRow } from './insert-row.ts'
import { judgeWrite, type WriteTerms } from './judge-write.ts'
import { makePage } from './make-page.ts'
import { pageQuery, type PageQuery } from './page-query.ts'
import { columnsOf, pickFields } from './pick-fields.ts'
import { selectCount, selectPage, totalAlias } from './select-page.ts'
import { preparedStatements, type PreparedStatements } from './prepared-statements.ts'
import type { PreparingPool } from './preparing-pool.ts'
import { partOfRow, wholeRow } from './row-change.ts'
import { RowStream } from './row-stream.ts'
import { streamPages } from './stream-pages.ts'
import { StatementRunner } from './statement-runner.ts'
import type { Statement, Target } from './statement.ts'
import { updateRow, type RowWriteFacts, type WriteReport } from './update-row.ts'
import { upsertValues } from './upsert-rows.ts'

/** Where a {@link PostgresReadModelRepository} finds its rows. */
export interface PostgresReadModelRepositoryOptions<Definition extends ReadModelDefinition> {
  /** The application's Kysely; it stays open. */
  readonly db: AnyKysely
  /** The read model whose rows are kept. */
  readonly model: Definition
  /**
   * The `pg` pool below `db`, or another one on the same database. Calls outside of transactions then go to it as prepared
   * statements. Leave it out where connections cannot keep them, behind PgBouncer in transaction mode for one. Default:
   * everything goes through `db`, unprepared.
   */
  readonly pool?: PreparingPool | undefined
  /** The schema that holds the table. Default `uno`. */
  readonly schema?: string | undefined
  /** The tenant of calls that name none. Default `default`. */
  readonly tenant?: TenantId | undefined
}

/** A statement with more rows than this would hold its row locks, and its memory, for long. */
const rowsAStatement = 5000

/**
 * Keeps the rows of one read model in its table. Every call is one statement on a connection of its own, or within the
 * `transaction` it is given; `saveMany` of more than 5,000 rows is several statements in one transaction.
 *
 * Pages are stable while rows come and go: a row whose sort key does not change is delivered exactly once.
 *
 * @example
 * ```ts
 * import { defineReadModel, PostgresReadModelRepository } from '@uno-ts/read-model'
 * import type { Kysely } from 'kysely'
 * import { z } from 'zod'
 *
 * const countries = defineReadModel({
 *   name: 'countries',
 *   schema: z.object({ code: z.string(), orders: z.int() }),
 *   key: 'code',
 *   columns: { orders: { type: 'integer' } },
 * })
 *
 * export async function busiest(db: Kysely<unknown>) {
 *   const repository = new PostgresReadModelRepository({ db, model: countries })
 *   return repository.find({ sort: [{ field: 'orders', direction: 'desc' }], limit: 10 })
 * }
 * ```
 */
export class PostgresReadModelRepository<
  Definition extends ReadModelDefinition,
> implements ReadModelRepository<RowOf<Definition>> {
  readonly #runner: StatementRunner
  readonly #target: Target
  readonly #prepared: PreparedStatements
  readonly #tenant: TenantId

  constructor({
    db,
    pool,
    model,
    schema = 'uno',
    tenant = defaultTenant,
  }: PostgresReadModelRepositoryOptions<Definition>) {
    this.#runner = new StatementRunner({ db, pool, model: model.name })
    this.#target = { table: modelTable(model), name: `${quoted(schema)}.${quoted(model.name)}` }
    this.#prepared = preparedStatements(this.#target)
    this.#tenant = tenant
  }

  async get(id: string, options: ReadModelOptions = {}): Promise<RowOf<Definition> | undefined> {
    const values = [this.#tenantOf(options), readModelId(id)]
    const [row] = await this.#rows({ ...this.#prepared.row, values }, options)
    return row
  }

  async getModel(
    id: string,
    options: ReadModelOptions = {},
  ): Promise<ReadModel<RowOf<Definition>> | undefined> {
    const values = [this.#tenantOf(options), readModelId(id)]
    const { records } = await this.#runner.run({ ...this.#prepared.model, values }, options)
    const [record] = records
    return record && decodeModel<RowOf<Definition>>(this.#target.table, record)
  }

  async getMany(
    ids: readonly string[],
    options: ReadModelOptions = {},
  ): Promise<readonly (RowOf<Definition> | undefined)[]> {
    if (ids.length === 0) return []
    const values = [this.#tenantOf(options), ids.map(readModelId)]
    const rows = await this.#rows({ ...this.#prepared.rows, values }, options)
    const byId = new Map(rows.map((row) => [this.#idOf(row), row]))
    return ids.map((id) => byId.get(id))
  }

  /** With `fields`, rows of those alone: the compiler knows which. */
  find<const Fields extends readonly FieldOf<RowOf<Definition>>[]>(
    request: PageRequestOf<RowOf<Definition>, Fields>,
    options?: ReadModelOptions,
  ): Promise<Page<RowWith<RowOf<Definition>, Fields>>>
  find(request?: PageRequest, options?: ReadModelOptions): Promise<Page<RowOf<Definition>>>
  async find(request: PageRequest = {}, options: ReadModelOptions = {}): Promise<Page<RowOf<Definition>>> {
    const { query, keys, statement } = this.#page(request, options)
    const found = await this.#found(statement, query.fields, options)
    const page = makePage(query, keys, found)
    return query.total ? { ...page, total: await this.#totalOf(found, query.where, options) } : page
  }

  /** How PostgreSQL would read a page, as `explain` tells it; the statement does not run. @throws as `find` */
  async explain(request: PageRequest = {}, options: ReadModelOptions = {}): Promise<string> {
    const { text, values } = this.#page(request, options).statement
    const { records } = await this.#runner.run({ text: `explain ${text}`, values }, options)
    return records.map((record) => String(record['QUERY PLAN'])).join('\n')
  }

  stream(
    request: Pick<PageRequest, 'where' | 'sort'> = {},
    options: ReadModelOptions & { readonly batchSize?: number | undefined } = {},
  ): AsyncIterable<RowOf<Definition>> {
    const pages = (): AsyncGenerator<FoundRows<RowOf<Definition>>> => {
      const source = { runner: this.#runner, target: this.#target, tenant: this.#tenantOf(options) }
      return streamPages(source, request, options)
    }
    return new RowStream(pages, options.signal)
  }

  async count(where?: Criteria, options: ReadModelOptions = {}): Promise<number> {
    const [record] = await this.#runner.rows(
      selectCount(this.#target, { tenant: this.#tenantOf(options), where }),
      options,
    )
    return Number(record?.count)
  }

  async exists(id: string, options: ReadModelOptions = {}): Promise<boolean> {
    const values = [this.#tenantOf(options), readModelId(id)]
    return (await this.#runner.run({ ...this.#prepared.exists, values }, options)).records.length > 0
  }

  async save(row: RowOf<Definition>, options: SaveOptions = {}): Promise<void> {
    const { expectedVersion } = options
    const facts = this.#writeFacts(options)
    const encoded = encodeRow(this.#target.table, row)
    if (expectedVersion === undefined) {
      await this.#runner.run(
        { ...this.#prepared.upsert, values: upsertValues(this.#target.table, [encoded], facts) },
        options,
      )
      return
    }
    const statement =
      expectedVersion === 0
        ? insertRow(this.#target, encoded, facts)
        : updateRow(this.#target, wholeRow(this.#target.table, encoded), facts)
    const terms = this.#writeTerms(encoded, options)
    if (await this.#writeOne(statement, terms, options)) return
    // Another transaction inserted the row after the statement had looked.
    throw new ConcurrencyError({ subject: terms.subject, expected: expectedVersion })
  }

  async saveMany(
    rows: readonly RowOf<Definition>[],
    options: Omit<SaveOptions, 'expectedVersion'> = {},
  ): Promise<void> {
    const facts = this.#writeFacts(options)
    const encoded = lastOfEach(this.#target.table, rows)
    const statements = chunks(encoded, rowsAStatement).map((chunk) => ({
      ...this.#prepared.upsert,
      values: upsertValues(this.#target.table, chunk, facts),
    }))
    await this.#runner.runTogether(statements, options)
  }

  // A row is unknown only here, where the definition is not given yet.
  // oxlint-disable-next-line typescript/no-generated-empty-object-type
  async patch(id: string, changes: Partial<RowOf<Definition>>, options: SaveOptions = {}): Promise<boolean> {
    const change = partOfRow(this.#target.table, readModelId(id), changes)
    const statement = updateRow(this.#target, change, this.#writeFacts(options))
    return this.#writeOne(statement, this.#writeTerms(change.row, options), options)
  }

  async delete(id: string, options: ReadModelOptions = {}): Promise<boolean> {
    return (await this.deleteMany([id], options)) > 0
  }

  async deleteMany(ids: readonly string[], options: ReadModelOptions = {}): Promise<number> {
    if (ids.length === 0) return 0
    const values = [this.#tenantOf(options), ids.map(readModelId)]
    return (await this.#runner.run({ ...this.#prepared.delete, values }, options)).count
  }

  async #writeOne(statement: Statement, terms: WriteTerms, options: SaveOptions): Promise<boolean> {
    const [report] = (await this.#runner.run(statement, options)).records
    return judgeWrite(report as unknown as WriteReport, terms) // the statement's own columns, always one row
  }

  #writeFacts({ expectedVersion, position, tenant }: SaveOptions): RowWriteFacts {
    if (expectedVersion !== undefined && !(Number.isInteger(expectedVersion) && expectedVersion >= 0)) {
      throw new InvalidArgumentError(`expectedVersion is a whole number from 0, found ${expectedVersion}`)
    }
    return { tenant: tenant ?? this.#tenant, position, expectedVersion }
  }

  #writeTerms(row: EncodedRow, { expectedVersion, position }: SaveOptions): WriteTerms {
    const { name, key } = this.#target.table
    return { subject: `row "${String(row[key])}" of ${name}`, expectedVersion, position }
  }

  async #found(
    statement: Statement,
    fields: PageQuery['fields'],
    options: ReadModelOptions,
  ): Promise<FoundRows<RowOf<Definition>>> {
    const source = { runner: this.#runner, table: this.#target.table }
    if (fields === undefined) return findRows(source, statement, options)
    const found = await findRecords<RowOf<Definition>>(source, statement, options)
    return { ...found, row: (index) => pickFields(found.row(index), fields) }
  }

  #page(request: PageRequest, options: ReadModelOptions): PageStatement {
    const { table } = this.#target
    const query = pageQuery(request)
    const keys = sortKeys(table, query.sort)
    const selection = selectPage(this.#target, {
      ...query,
      keys,
      tenant: this.#tenantOf(options),
      instantsAsText: this.#runner.readsText(options),
      limit: query.limit + 1, // one more tells whether there is a further page
      columns: query.fields && columnsOf(table, query.fields),
    })
    return { query, keys, statement: this.#runner.compiled(selection) }
  }

  /** A page beyond the last row has no row to carry the total: it is counted by a statement of its own. */
  async #totalOf(
    found: FoundRows<unknown>,
    where: Criteria | undefined,
    options: ReadModelOptions,
  ): Promise<number> {
    return found.length === 0 ? this.count(where, options) : Number(found.record(0)[totalAlias])
  }

  async #rows(statement: Statement, options: ReadModelOptions): Promise<readonly RowOf<Definition>[]> {
    const { table } = this.#target
    const result = await this.#runner.arrays(statement, options)
    if (result !== undefined) {
      return result.rows.map((values) => decodeValues<RowOf<Definition>>(table, values))
    }
    const { records } = await this.#runner.run(statement, options)
    return records.map((record) => this.#decode(record))
  }

  #idOf(row: RowOf<Definition>): string {
    return (row as Readonly<Record<string, string>>)[this.#target.table.key] ?? '' // every row has its key
  }

  #decode(record: SqlRecord): RowOf<Definition> {
    return decodeRow<RowOf<Definition>>(this.#target.table, record)
  }

  #tenantOf({ tenant = this.#tenant }: ReadModelOptions): TenantId {
    return tenant
  }
}

/** A page and how it is read. */
interface PageStatement {
  readonly query: PageQuery
  readonly keys: readonly CompiledSortKey[]
  readonly statement: Statement
}

/** The last row of each id, in the order of the ids: two writers lock the same rows in the same order. */
function lastOfEach(table: ModelTable, rows: readonly unknown[]): readonly EncodedRow[] {
  const byId = new Map(rows.map((row) => encodeRow(table, row)).map((row) => [String(row[table.key]), row]))
  return [...byId].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size))
}
