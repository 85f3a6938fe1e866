import type { GraphNodeRef, ReadModelOptions, ReadModelRepository } from '@uno-ts/types'
import type { AnyKysely } from '../../statement/any-kysely.ts'
import type { GraphChange } from '../change/graph-change.ts'
import type { ApplyChangesOptions, GraphTarget } from '../change/sql-graph-target.ts'
import type { GraphDefinition } from '../define/graph-definition.ts'

/** What a {@link ReadModelGraphAdapter} is made of. */
export interface ReadModelGraphAdapterOptions<Row, Graph extends GraphDefinition> {
  /** The application's Kysely; it stays open. */
  readonly db: AnyKysely
  /** Keeps the graph: a `SqlGraphTarget` or an `AGEGraphTarget`. */
  readonly target: GraphTarget<Graph>
  /** Keeps the rows. */
  readonly repository: Pick<ReadModelRepository<Row>, 'getMany' | 'stream'>
  /** What a row is in the graph: its node, and edges from it. Pure and cheap. */
  readonly toGraph: (row: Row) => readonly GraphChange<Graph>[]
  /** How many rows are written at once by {@link ReadModelGraphAdapter.rebuild}. Default 1,000. */
  readonly batchSize?: number | undefined
}

/**
 * Stands between the rows of a read model and a graph: makes the graph of rows that are there already, and gives the rows
 * of nodes that an answer names.
 *
 * @example
 * ```ts
 * import { defineGraph, ReadModelGraphAdapter, SqlGraphTarget } from '@uno-ts/query-search'
 * import type { ReadModelRepository } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 *
 * interface Employee { readonly id: string; readonly manager: string | null }
 *
 * const staff = defineGraph({
 *   name: 'staff',
 *   nodes: { Employee: {} },
 *   edges: { REPORTS_TO: { from: 'Employee', to: 'Employee' } },
 * })
 *
 * export const staffGraph = (db: Kysely<any>, repository: ReadModelRepository<Employee>) =>
 *   new ReadModelGraphAdapter({
 *     db,
 *     repository,
 *     target: new SqlGraphTarget({ graph: staff }),
 *     toGraph: ({ id, manager }) => [
 *       { type: 'upsertNode', node: { label: 'Employee', key: id } },
 *       ...(manager === null ? [] : [{ type: 'upsertEdge', edge: 'REPORTS_TO', from: id, to: manager } as const]),
 *     ],
 *   })
 * ```
 */
export class ReadModelGraphAdapter<Row, Graph extends GraphDefinition> {
  readonly #options: ReadModelGraphAdapterOptions<Row, Graph>

  constructor(options: ReadModelGraphAdapterOptions<Row, Graph>) {
    this.#options = options
  }

  /**
   * Puts rows into the graph, as part of a transaction: beside the repository's own writing of them. An edge that a row does
   * not have any more stays, unless `toGraph` removes it.
   *
   * @throws as {@link GraphTarget.apply}
   */
  async save(rows: readonly Row[], options: ApplyChangesOptions): Promise<void> {
    const { target, toGraph } = this.#options
    await target.apply(
      rows.flatMap((row) => toGraph(row)),
      options,
    )
  }

  /** Makes the graph anew of all rows, in one transaction: until it commits, questions see the former one. */
  async rebuild({ tenant, signal }: Pick<ReadModelOptions, 'tenant' | 'signal'> = {}): Promise<{
    readonly rows: number
  }> {
    const { db, target, repository, batchSize = 1_000 } = this.#options
    return db.transaction().execute(async (tx) => {
      await target.clear({ tx, tenant })
      let rows = 0
      let batch: Row[] = []
      // The rows are read through the same transaction: the embedded database has one connection only.
      const transaction = { sql: tx, connection: noConnection }
      for await (const row of repository.stream({}, { tenant, signal, transaction })) {
        if (batch.push(row) < batchSize) continue
        await this.save(batch, { tx, tenant })
        rows += batch.length
        batch = []
      }
      await this.save(batch, { tx, tenant })
      return { rows: rows + batch.length }
    })
  }

  /** The rows of nodes, in their order; a node without a row is left out. */
  async rowsOf(nodes: readonly GraphNodeRef[], options?: ReadModelOptions): Promise<readonly Row[]> {
    const rows = await this.#options.repository.getMany(
      nodes.map(({ key }) => key),
      options,
    )
    return rows.filter((row) => row !== undefined)
  }
}

/** Repositories speak through Kysely. */
const noConnection = {
  query: () => Promise.reject(new Error('a repository speaks through the query builder')),
}
