import type {
  ExecuteOptions,
  Query,
  QueryBus as QueryBusContract,
  QueryDefinition,
  ResultOf,
} from '@uno-ts/types'
import type { ExecuteAll } from './execute-all.ts'
import { ParallelMessages } from './parallel-messages.ts'

/** What a {@link ParallelQueryBus} is made of. */
export interface ParallelQueryBusOptions {
  /** Answers each query. */
  readonly queryBus: QueryBusContract
  /** How many queries run at a time, for all callers together. Default 10; no more than the pool has connections pays. */
  readonly concurrency?: number | undefined
}

/**
 * Asks independent queries side by side, a bounded number at a time, and gives the answers in the order of the queries:
 * what a page needs, in the time of its slowest part. One query that fails leaves the others their answers.
 *
 * @example
 * ```ts
 * import { defineQuery, HandlerRegistry, ParallelQueryBus, QueryBus } from '@uno-ts/cqrs-core'
 * import { z } from 'zod'
 *
 * const countOrders = defineQuery({ type: 'CountOrders', data: z.object({}), result: z.number() })
 * const getName = defineQuery({ type: 'GetName', data: z.object({ id: z.string() }), result: z.string() })
 * const registry = new HandlerRegistry()
 * registry.registerQueryHandler(countOrders, async () => 7)
 * registry.registerQueryHandler(getName, async ({ id }) => `customer ${id}`)
 *
 * const queries = new ParallelQueryBus({ queryBus: new QueryBus({ registry }) })
 * const [orders, name] = await queries.executeAll([countOrders({}), getName({ id: '4' })])
 * const title = `${name.ok ? name.value : 'somebody'}: ${orders.ok ? orders.value : 'unknown'}`
 * ```
 */
export class ParallelQueryBus implements QueryBusContract {
  /**
   * Asks a list or a stream of queries and tells how each has ended, in their order. See {@link ExecuteAll}. Within the
   * unit of work of a `parent` they are asked one after the other, since it has one connection.
   */
  readonly executeAll: ExecuteAll<QueryDefinition>
  readonly #messages: ParallelMessages

  /** @throws {@link InvalidArgumentError} when `concurrency` is less than 1 */
  constructor({ queryBus, concurrency }: ParallelQueryBusOptions) {
    this.#messages = new ParallelMessages(
      (query, options) => queryBus.execute(query as Query<QueryDefinition>, options), // only queries come in
      concurrency,
    )
    this.executeAll = this.#messages.executeAll
  }

  /** How many queries wait for a place now. */
  get queued(): number {
    return this.#messages.queued
  }

  /** Asks one query when one of the places is free. Aborting its signal takes it out of the queue. */
  execute<Definition extends QueryDefinition>(
    query: Query<Definition>,
    options?: ExecuteOptions,
  ): Promise<ResultOf<Definition>> {
    return this.#messages.one(query, options) as Promise<ResultOf<Definition>> // the inner bus's own promise
  }
}
