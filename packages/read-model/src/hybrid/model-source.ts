import type { GlobalPosition, ReadModelOptions, ReadModelRepository } from '@uno-ts/types'

/** One row as a cache needs it. */
export interface SourcedRow<Row> {
  readonly row: Row
  /** The event that was last applied to it, as far as it is known. */
  readonly position: GlobalPosition | undefined
}

/** Rows, and how much the database had seen when it gave them. */
export interface SourcedRows<Row> {
  /** In the order of the ids, `undefined` for those that do not exist. */
  readonly rows: readonly (SourcedRow<Row> | undefined)[]
  /** The projection's checkpoint, read in the same statement; `undefined` where nobody keeps one. */
  readonly checkpoint: GlobalPosition | undefined
}

/** Where a hybrid repository reads the rows it caches. */
export interface ModelSource<Row> {
  /** Reads rows in one statement. */
  read(
    ids: readonly string[],
    options: Pick<ReadModelOptions, 'tenant' | 'signal'>,
  ): Promise<SourcedRows<Row>>
}

/** Reads from a repository: it knows the position of a single row, and no checkpoint. */
export function repositorySource<Row>(repository: ReadModelRepository<Row>): ModelSource<Row> {
  return {
    async read(ids, options) {
      const [id] = ids
      if (id !== undefined && ids.length === 1) {
        return { rows: [await repository.getModel(id, options)], checkpoint: undefined }
      }
      const rows = await repository.getMany(ids, options)
      return { rows: rows.map((row) => row && { row, position: undefined }), checkpoint: undefined }
    },
  }
}
