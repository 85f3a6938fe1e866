import { sql, type CompiledQuery, type RawBuilder } from 'kysely'
import type { AnyKysely } from '../../statement/any-kysely.ts'
import { explainStatement, planOf, type PlanLine } from '../../statement/explain-statement.ts'
import type { Ask } from './find-path.ts'
import type { GraphRunOptions, OneStatement, QuestionStatements } from './graph-statements.ts'
import { filled, writeDown } from './slot.ts'

/**
 * Has the plans of statements told. Those that answer a question by themselves do not run; of several, each runs, because
 * the next one depends on its answer.
 */
export class ExplainingStatements implements QuestionStatements {
  readonly #db: AnyKysely
  readonly #inner: QuestionStatements
  readonly #plans: string[] = []

  constructor(db: AnyKysely, inner: QuestionStatements) {
    this.#db = db.withoutPlugins() // a plugin that renames columns would rename ours
    this.#inner = inner
  }

  /** The plans so far, in the order of the statements, an empty line between them. */
  get plan(): string {
    return this.#plans.join('\n\n')
  }

  one<Row>({ write, values }: OneStatement<Row>, options: GraphRunOptions): Promise<readonly Row[]> {
    return this.#told(filled(writeDown(write(), this.#db), values), options)
  }

  alone<Row>(query: RawBuilder<Row>, options: GraphRunOptions): Promise<readonly Row[]> {
    return this.#told(query.compile(this.#db), options)
  }

  several<Result>(options: GraphRunOptions, work: (ask: Ask) => Promise<Result>): Promise<Result> {
    return this.#inner.several(options, (ask) =>
      work(async (query) => {
        const lines = await ask(sql<PlanLine>`explain ${query}`)
        this.#plans.push(planOf(lines))
        return ask(query)
      }),
    )
  }

  async #told(query: CompiledQuery, options: GraphRunOptions): Promise<readonly never[]> {
    this.#plans.push(await explainStatement(this.#db, query, options))
    return []
  }
}
