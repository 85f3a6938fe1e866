import type { Command, CommandDefinition, Outcome, Query, QueryDefinition } from '@uno-ts/types'
import { stableText } from '../fingerprint/stable-text.ts'
import type { ExecuteManyOptions, OutcomesOf } from '../parallel/execute-many-options.ts'
import { ParallelCommandBus } from '../parallel/parallel-command-bus.ts'
import { ParallelQueryBus } from '../parallel/parallel-query-bus.ts'
import { Mediator, type MediatorOptions } from './mediator.ts'

/** What an {@link OptimizedMediator} is made of. */
export interface OptimizedMediatorOptions extends MediatorOptions {
  /** How many commands, and how many queries, run at a time. Default 10 each. */
  readonly concurrency?: number | undefined
}

/**
 * A mediator for edges that take many messages in one request, such as a page made of ten queries: lists run side by
 * side, and a question that is asked twice in a list is answered once.
 *
 * @example
 * ```ts
 * import { CommandBus, defineQuery, HandlerRegistry, OptimizedMediator, QueryBus } from '@uno-ts/cqrs-core'
 * import { z } from 'zod'
 *
 * const getPrice = defineQuery({ type: 'GetPrice', data: z.object({ code: z.string() }), result: z.number() })
 * const registry = new HandlerRegistry()
 * registry.registerQueryHandler(getPrice, async ({ code }) => code.length)
 *
 * const mediator = new OptimizedMediator({
 *   commandBus: new CommandBus({ registry }),
 *   queryBus: new QueryBus({ registry }),
 * })
 * const prices = await mediator.executeQueries(['A', 'B', 'A'].map((code) => getPrice({ code }))) // asks for A once
 * ```
 */
export class OptimizedMediator extends Mediator {
  readonly #commands: ParallelCommandBus
  readonly #queries: ParallelQueryBus

  /** @throws {@link InvalidArgumentError} when `concurrency` is less than 1 */
  constructor({ commandBus, queryBus, concurrency }: OptimizedMediatorOptions) {
    const commands = new ParallelCommandBus({ commandBus, concurrency })
    const queries = new ParallelQueryBus({ queryBus, concurrency })
    super({ commandBus: commands, queryBus: queries })
    this.#commands = commands
    this.#queries = queries
  }

  /** Executes independent commands side by side, as {@link ParallelCommandBus.executeAll} does. */
  executeCommands<const Commands extends readonly Command<CommandDefinition>[]>(
    commands: Commands,
    options?: ExecuteManyOptions,
  ): Promise<OutcomesOf<Commands>> {
    return this.#commands.executeAll(commands, options)
  }

  /**
   * Asks independent queries side by side, as {@link ParallelQueryBus.executeAll} does. Queries of the same type and
   * payload are asked once and share the outcome, unless `optionsOf` tells them apart.
   */
  async executeQueries<const Queries extends readonly Query<QueryDefinition>[]>(
    queries: Queries,
    options?: ExecuteManyOptions,
  ): Promise<OutcomesOf<Queries>> {
    if (options?.optionsOf !== undefined) return this.#queries.executeAll(queries, options)
    const keys = queries.map(keyOf)
    const asked = new Map(keys.map((key, place) => [key, queries[place]] as const))
    const distinct = [...asked.values()].filter((query) => query !== undefined)
    const outcomes: readonly Outcome<unknown>[] = await this.#queries.executeAll(distinct, options)
    const places = new Map([...asked.keys()].map((key, place) => [key, place] as const))
    return keys.map((key) => outcomes[places.get(key) ?? -1]) as OutcomesOf<Queries> // every key has been asked
  }
}

/** What tells one question from another. A payload that has no text is like no other. */
function keyOf({ type, data }: Query<QueryDefinition>): unknown {
  try {
    return `${JSON.stringify(type)}${stableText(data)}`
  } catch {
    return {}
  }
}
