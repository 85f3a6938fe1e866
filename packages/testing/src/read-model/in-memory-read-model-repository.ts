import {
  ConcurrencyError,
  defaultTenant,
  InvalidArgumentError,
  systemClock,
  type Clock,
  type Criteria,
  type Page,
  type PageRequest,
  type ReadModel,
  type ReadModelDefinition,
  type ReadModelOptions,
  type ReadModelRepository,
  type SaveOptions,
  type TenantId,
} from '@uno-ts/types'
import { InMemoryTransaction } from '../transaction/in-memory-transaction.ts'
import { findPage } from './find-page.ts'
import { keptRow } from './kept-row.ts'
import { matchCriteria } from './match-criteria.ts'
import type { AnyRow } from './model-field.ts'
import { schemaFields } from './schema-fields.ts'

/** How an {@link InMemoryReadModelRepository} is made. */
export interface InMemoryReadModelRepositoryOptions {
  /** The read model whose rows are kept. */
  readonly model: ReadModelDefinition
  /** Whose rows are meant when a call does not say. Default: `default`. */
  readonly tenant?: TenantId | undefined
  /** Gives `updatedAt`. Default: the machine's clock. */
  readonly clock?: Clock | undefined
}

/**
 * A read-model repository in memory with the answers of the real one: criteria, orders, cursors, versions, positions,
 * tenants. It passes `describeReadModelRepository` as PostgreSQL does. Rows are copied on the way in and out.
 *
 * Writes with an {@link InMemoryTransaction} are taken back when that rolls back.
 */
export class InMemoryReadModelRepository<Row extends object> implements ReadModelRepository<Row> {
  readonly #model: ReadModelDefinition
  readonly #tenant: TenantId
  readonly #clock: Clock
  readonly #fields: ReadonlySet<string> | undefined
  readonly #tenants = new Map<TenantId, Map<string, ReadModel<AnyRow>>>()

  constructor({ model, tenant = defaultTenant, clock = systemClock }: InMemoryReadModelRepositoryOptions) {
    this.#model = model
    this.#tenant = tenant
    this.#clock = clock
    this.#fields = schemaFields(model.schema)
  }

  /** {@inheritDoc ReadModelRepository.get} */
  async get(id: string, options: ReadModelOptions = {}): Promise<Row | undefined> {
    return (await this.getModel(id, options))?.row
  }

  /** {@inheritDoc ReadModelRepository.getModel} */
  async getModel(id: string, options: ReadModelOptions = {}): Promise<ReadModel<Row> | undefined> {
    const kept = this.#rows(options).get(id)
    return kept && { ...kept, row: this.#copy(kept.row), updatedAt: new Date(kept.updatedAt) }
  }

  /** {@inheritDoc ReadModelRepository.getMany} */
  async getMany(
    ids: readonly string[],
    options: ReadModelOptions = {},
  ): Promise<readonly (Row | undefined)[]> {
    const rows = this.#rows(options)
    return ids.map((id) => {
      const kept = rows.get(id)
      return kept && this.#copy(kept.row)
    })
  }

  /** {@inheritDoc ReadModelRepository.find} */
  async find(request: PageRequest = {}, options: ReadModelOptions = {}): Promise<Page<Row>> {
    const page = findPage(this.#model, this.#all(options), request)
    return { ...page, items: page.items.map((row) => this.#copy(row)) }
  }

  /** {@inheritDoc ReadModelRepository.stream} */
  async *stream(
    request: Pick<PageRequest, 'where' | 'sort'> = {},
    options: ReadModelOptions & { readonly batchSize?: number | undefined } = {},
  ): AsyncGenerator<Row, void, undefined> {
    const { where, sort } = request
    const { batchSize = 1000 } = options
    const limit = Math.min(batchSize, 1000)
    let page = await this.find({ where, sort, limit }, options)
    for (;;) {
      for (const row of page.items) {
        yield row
        options.signal?.throwIfAborted()
      }
      if (page.next === null) return
      page = await this.find({ where, sort, limit, after: page.next }, options)
    }
  }

  /** {@inheritDoc ReadModelRepository.count} */
  async count(where?: Criteria, options: ReadModelOptions = {}): Promise<number> {
    const rows = this.#all(options)
    return where === undefined ? rows.length : rows.filter(matchCriteria(this.#model, where)).length
  }

  /** {@inheritDoc ReadModelRepository.exists} */
  async exists(id: string, options: ReadModelOptions = {}): Promise<boolean> {
    return this.#rows(options).has(id)
  }

  /** {@inheritDoc ReadModelRepository.save} */
  async save(row: Row, options: SaveOptions = {}): Promise<void> {
    const kept = this.#kept(row as AnyRow)
    const id = this.#idOf(kept)
    const before = this.#rows(options).get(id)
    this.#checkVersion(id, before, options)
    if (!isStale(before, options)) this.#put(id, kept, options)
  }

  /** {@inheritDoc ReadModelRepository.saveMany} */
  async saveMany(rows: readonly Row[], options: Omit<SaveOptions, 'expectedVersion'> = {}): Promise<void> {
    const kept = rows.map((row) => this.#kept(row as AnyRow))
    const latest = new Map(kept.map((row) => [this.#idOf(row), row]))
    for (const [id, row] of latest) {
      if (!isStale(this.#rows(options).get(id), options)) this.#put(id, row, options)
    }
  }

  /** {@inheritDoc ReadModelRepository.patch} */
  async patch(id: string, changes: Partial<Row>, options: SaveOptions = {}): Promise<boolean> {
    const before = this.#rows(options).get(id)
    this.#checkVersion(id, before, options)
    if (before === undefined) return false
    const given = Object.entries(changes).filter(([, value]) => value !== undefined)
    const kept = this.#kept({ ...before.row, ...Object.fromEntries(given) })
    if (this.#idOf(kept) !== id) {
      throw new InvalidArgumentError(
        `${this.#model.name}.${this.#model.key} identifies the row and is not changed`,
      )
    }
    if (!isStale(before, options)) this.#put(id, kept, options)
    return true
  }

  /** {@inheritDoc ReadModelRepository.delete} */
  async delete(id: string, options: ReadModelOptions = {}): Promise<boolean> {
    return (await this.deleteMany([id], options)) > 0
  }

  /** {@inheritDoc ReadModelRepository.deleteMany} */
  async deleteMany(ids: readonly string[], options: ReadModelOptions = {}): Promise<number> {
    const rows = this.#rows(options)
    const there = [...new Set(ids)].filter((id) => rows.has(id))
    for (const id of there) {
      this.#undoable(id, options)
      rows.delete(id)
    }
    return there.length
  }

  #put(id: string, row: AnyRow, options: SaveOptions): void {
    const rows = this.#rows(options)
    const before = rows.get(id)
    this.#undoable(id, options)
    rows.set(id, {
      row,
      version: (before?.version ?? 0) + 1,
      position: options.position ?? before?.position,
      updatedAt: new Date(this.#clock.now()),
    })
  }

  #undoable(id: string, options: ReadModelOptions): void {
    if (!(options.transaction instanceof InMemoryTransaction)) return
    const rows = this.#rows(options)
    const before = rows.get(id)
    options.transaction.onRollback(() => {
      if (before === undefined) rows.delete(id)
      else rows.set(id, before)
    })
  }

  #checkVersion(id: string, before: ReadModel<AnyRow> | undefined, { expectedVersion }: SaveOptions): void {
    const actual = before?.version ?? 0
    if (expectedVersion !== undefined && expectedVersion !== actual) {
      const subject = `row ${JSON.stringify(id)} of ${this.#model.name}`
      throw new ConcurrencyError({ subject, expected: expectedVersion, actual })
    }
  }

  #rows({ tenant = this.#tenant, signal }: ReadModelOptions): Map<string, ReadModel<AnyRow>> {
    signal?.throwIfAborted()
    const known = this.#tenants.get(tenant)
    if (known !== undefined) return known
    const rows = new Map<string, ReadModel<AnyRow>>()
    this.#tenants.set(tenant, rows)
    return rows
  }

  #all(options: ReadModelOptions): AnyRow[] {
    return Array.from(this.#rows(options).values(), ({ row }) => row)
  }

  #kept(row: AnyRow): AnyRow {
    return keptRow(this.#model, row, this.#fields)
  }

  #idOf(row: AnyRow): string {
    return String(row[this.#model.key]) // text, as the model says and `keptRow` checks
  }

  #copy(row: AnyRow): Row {
    return structuredClone(row) as Row // what is kept was saved as one
  }
}

/** Whether the row has applied a later event than the one the change comes from. */
function isStale(before: ReadModel<AnyRow> | undefined, { position }: SaveOptions): boolean {
  return position !== undefined && before?.position !== undefined && before.position > position
}
