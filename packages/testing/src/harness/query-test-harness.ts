import type { ExecuteOptions, Outcome, Query, QueryBus, QueryDefinition, ResultOf } from '@uno-ts/types'
import { assertSame, refute } from '../assertion/assert-same.ts'
import { assertNone, assertRefusal } from './assert-errors.ts'
import { outcomeOf } from './outcome-of.ts'

/** What a {@link QueryTestHarness} is made of. */
export interface QueryTestHarnessOptions {
  /** The bus under test, wired as the application wires it. */
  readonly queryBus: QueryBus
}

/** Executes queries and asserts what they answer. */
export class QueryTestHarness {
  readonly #queryBus: QueryBus
  readonly #errors: Error[] = []
  #last: Outcome<unknown> | undefined

  constructor({ queryBus }: QueryTestHarnessOptions) {
    this.#queryBus = queryBus
  }

  /** What the queries have thrown, in order. */
  get errors(): readonly Error[] {
    return this.#errors
  }

  /** Executes one query. What it throws is kept, not thrown. */
  async execute<Definition extends QueryDefinition>(
    query: Query<Definition>,
    options?: ExecuteOptions,
  ): Promise<Outcome<ResultOf<Definition>>> {
    const outcome = await outcomeOf(() => this.#queryBus.execute(query, options))
    this.#last = outcome
    if (!outcome.ok) this.#errors.push(outcome.error)
    return outcome
  }

  /** Asserts the answer to the last query. @throws AssertionError */
  assertResult(expected: unknown): void {
    const last = this.#last
    if (last === undefined) return refute('expected a result, but no query was executed')
    if (!last.ok) return assertNone([last.error])
    assertSame(last.value, expected, 'expected another result')
  }

  /** Asserts that no query has failed. @throws AssertionError */
  assertNoErrors(): void {
    assertNone(this.#errors)
  }

  /** Asserts that the last query failed by this rule of the domain, or with this error code. @throws AssertionError */
  assertRejected(ruleOrCode: string): void {
    const last = this.#last
    assertRefusal(last === undefined || last.ok ? undefined : last.error, ruleOrCode)
  }
}
