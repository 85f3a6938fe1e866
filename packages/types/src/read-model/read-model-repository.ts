import type { GlobalPosition } from '../identity/global-position.ts'
import type { TenantId } from '../identity/tenant.ts'
import type { Criteria } from '../query/criteria.ts'
import type { Page, PageRequest } from '../query/page.ts'
import type { TransactionHandle } from '../unit-of-work/transaction-handle.ts'

/** A row with what the repository knows about it. */
export interface ReadModel<Row> {
  readonly row: Row
  /** 1 when the row was first saved; rises with every change. */
  readonly version: number
  /** The event that was last applied to it, when it came from one. */
  readonly position: GlobalPosition | undefined
  readonly updatedAt: Date
}

/** What every call may be given. */
export interface ReadModelOptions {
  /** Whose rows. Default: the repository's own tenant. */
  readonly tenant?: TenantId | undefined
  /** Aborts while waiting, by throwing its reason. Default: nobody does. */
  readonly signal?: AbortSignal | undefined
  /** Default: a connection of the repository's own, for one statement. */
  readonly transaction?: TransactionHandle | undefined
  /** A cached answer must have been read at this checkpoint or later. What comes from the database is as new as can be. */
  readonly minPosition?: GlobalPosition | undefined
}

/** How a row is saved. */
export interface SaveOptions extends ReadModelOptions {
  /** The version the change was made from; 0 for a row that must not exist. Default: no check. */
  readonly expectedVersion?: number | undefined
  /** The event the change came from; a row that has applied a later one is left as it is. */
  readonly position?: GlobalPosition | undefined
}

/** Keeps the rows of one read model. Every call is one statement. */
export interface ReadModelRepository<Row> {
  /** Gives the row with this id; `undefined` when there is none. */
  get(id: string, options?: ReadModelOptions): Promise<Row | undefined>
  /** The row with its version and position. */
  getModel(id: string, options?: ReadModelOptions): Promise<ReadModel<Row> | undefined>
  /** In the order of the ids, `undefined` for those that do not exist. */
  getMany(ids: readonly string[], options?: ReadModelOptions): Promise<readonly (Row | undefined)[]>
  /** One page. @throws CursorError, InvalidArgumentError naming the field that is not there */
  find(request?: PageRequest, options?: ReadModelOptions): Promise<Page<Row>>
  /** All matching rows, page by page, with flat memory. */
  stream(
    request?: Pick<PageRequest, 'where' | 'sort'>,
    options?: ReadModelOptions & { readonly batchSize?: number | undefined },
  ): AsyncIterable<Row>
  /** How many rows match. Default: all of the tenant. */
  count(where?: Criteria, options?: ReadModelOptions): Promise<number>
  /** Whether there is a row with this id. */
  exists(id: string, options?: ReadModelOptions): Promise<boolean>
  /** Inserts or replaces a row. @throws ConcurrencyError when it is not at `expectedVersion`: nothing was written */
  save(row: Row, options?: SaveOptions): Promise<void>
  /** Inserts or replaces rows in one statement; the last of two with the same id counts. */
  saveMany(rows: readonly Row[], options?: Omit<SaveOptions, 'expectedVersion'>): Promise<void>
  /** Changes some fields; `false` when there is no such row. */
  patch(id: string, changes: Partial<Row>, options?: SaveOptions): Promise<boolean>
  /** `false` when there was no such row. */
  delete(id: string, options?: ReadModelOptions): Promise<boolean>
  /** How many there were. */
  deleteMany(ids: readonly string[], options?: ReadModelOptions): Promise<number>
}
