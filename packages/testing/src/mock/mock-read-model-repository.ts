import type {
  Criteria,
  Page,
  PageRequest,
  ReadModel,
  ReadModelOptions,
  ReadModelRepository,
  SaveOptions,
} from '@uno-ts/types'
import {
  InMemoryReadModelRepository,
  type InMemoryReadModelRepositoryOptions,
} from '../read-model/in-memory-read-model-repository.ts'

/** One change as a caller made it. */
export type RecordedChange<Row> =
  | { readonly kind: 'saved'; readonly row: Row }
  | { readonly kind: 'patched'; readonly id: string; readonly changes: Partial<Row> }
  | { readonly kind: 'deleted'; readonly id: string }

/** A read-model repository that really keeps rows, in memory, and remembers the changes made through it. */
export class MockReadModelRepository<Row extends object> implements ReadModelRepository<Row> {
  readonly #inner: InMemoryReadModelRepository<Row>
  readonly #changes: RecordedChange<Row>[] = []

  constructor(options: InMemoryReadModelRepositoryOptions) {
    this.#inner = new InMemoryReadModelRepository<Row>(options)
  }

  /** The changes that were made, in order; refused ones are left out. */
  get changes(): readonly RecordedChange<Row>[] {
    return this.#changes
  }

  /** {@inheritDoc ReadModelRepository.get} */
  get(id: string, options?: ReadModelOptions): Promise<Row | undefined> {
    return this.#inner.get(id, options)
  }

  /** {@inheritDoc ReadModelRepository.getModel} */
  getModel(id: string, options?: ReadModelOptions): Promise<ReadModel<Row> | undefined> {
    return this.#inner.getModel(id, options)
  }

  /** {@inheritDoc ReadModelRepository.getMany} */
  getMany(ids: readonly string[], options?: ReadModelOptions): Promise<readonly (Row | undefined)[]> {
    return this.#inner.getMany(ids, options)
  }

  /** {@inheritDoc ReadModelRepository.find} */
  find(request?: PageRequest, options?: ReadModelOptions): Promise<Page<Row>> {
    return this.#inner.find(request, options)
  }

  /** {@inheritDoc ReadModelRepository.stream} */
  stream(
    request?: Pick<PageRequest, 'where' | 'sort'>,
    options?: ReadModelOptions & { readonly batchSize?: number | undefined },
  ): AsyncIterable<Row> {
    return this.#inner.stream(request, options)
  }

  /** {@inheritDoc ReadModelRepository.count} */
  count(where?: Criteria, options?: ReadModelOptions): Promise<number> {
    return this.#inner.count(where, options)
  }

  /** {@inheritDoc ReadModelRepository.exists} */
  exists(id: string, options?: ReadModelOptions): Promise<boolean> {
    return this.#inner.exists(id, options)
  }

  /** {@inheritDoc ReadModelRepository.save} */
  async save(row: Row, options?: SaveOptions): Promise<void> {
    await this.#inner.save(row, options)
    this.#changes.push({ kind: 'saved', row })
  }

  /** {@inheritDoc ReadModelRepository.saveMany} */
  async saveMany(rows: readonly Row[], options?: Omit<SaveOptions, 'expectedVersion'>): Promise<void> {
    await this.#inner.saveMany(rows, options)
    this.#changes.push(...rows.map((row) => ({ kind: 'saved', row }) as const))
  }

  /** {@inheritDoc ReadModelRepository.patch} */
  async patch(id: string, changes: Partial<Row>, options?: SaveOptions): Promise<boolean> {
    const patched = await this.#inner.patch(id, changes, options)
    if (patched) this.#changes.push({ kind: 'patched', id, changes })
    return patched
  }

  /** {@inheritDoc ReadModelRepository.delete} */
  async delete(id: string, options?: ReadModelOptions): Promise<boolean> {
    const deleted = await this.#inner.delete(id, options)
    if (deleted) this.#changes.push({ kind: 'deleted', id })
    return deleted
  }

  /** {@inheritDoc ReadModelRepository.deleteMany} */
  async deleteMany(ids: readonly string[], options?: ReadModelOptions): Promise<number> {
    const rows = await this.#inner.getMany(ids, options)
    const count = await this.#inner.deleteMany(ids, options)
    const there = new Set(ids.filter((_id, index) => rows[index] !== undefined))
    this.#changes.push(...Array.from(there, (id) => ({ kind: 'deleted', id }) as const))
    return count
  }
}
