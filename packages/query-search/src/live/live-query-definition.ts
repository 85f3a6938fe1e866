import type { ReadModelOptions } from '@uno-ts/types'

/** What a live query reads. */
export interface LiveDependency {
  /** A table, or the read model it belongs to, as {@link LiveQueriesOptions.tables} names it. */
  readonly table: string
  /** The keys of the rows, when it reads no others. Default: any row. */
  readonly keys?: readonly string[] | undefined
}

/**
 * A question whose answer is given again when it has changed.
 *
 * @example
 * ```ts
 * import type { LiveQueryDefinition } from '@uno-ts/query-search'
 * import type { ReadModelRepository } from '@uno-ts/types'
 *
 * export function openOrders(orders: ReadModelRepository<object>): LiveQueryDefinition<{ country: string }, number> {
 *   return {
 *     name: 'open-orders',
 *     reads: () => [{ table: 'orders' }],
 *     evaluate: ({ country }, options) => orders.count({ op: 'eq', field: 'country', value: country }, options),
 *   }
 * }
 * ```
 */
export interface LiveQueryDefinition<Parameters, Result> {
  /** Names the question: with equal parameters and tenant it is asked once for all its subscribers. */
  readonly name: string
  /** What it reads: a change of anything else does not have it evaluated. */
  readonly reads: (parameters: Parameters) => readonly LiveDependency[]
  /**
   * Asks the question, for the tenant, within the transaction and until the signal it is given: results and their positions
   * are so of one moment.
   */
  readonly evaluate: (parameters: Parameters, options: ReadModelOptions) => Promise<Result>
  /**
   * Whether it is evaluated within a transaction. Without one, as for a question put to a bus, the answer's position is
   * read first, and the result may know more than it says. Default true.
   */
  readonly withinTransaction?: boolean | undefined
  /** Whether a result is not worth giving again. Default: equal in all values. */
  readonly isEqual?: ((before: Result, after: Result) => boolean) | undefined
}
