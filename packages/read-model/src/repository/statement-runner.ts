import type { ReadModelOptions } from '@uno-ts/types'
import { CompiledQuery, type QueryResult, type RawBuilder } from 'kysely'
import { translateError } from '../error/translate-error.ts'
import type { AnyKysely } from './any-kysely.ts'
import type { SqlRecord } from './decode-row.ts'
import type { Statement } from './statement.ts'

/** How a statement runs: within a transaction or on a connection of its own, until the signal. */
export type RunOptions = Pick<ReadModelOptions, 'signal' | 'transaction'>

/** Runs the statements of one read model and translates what the driver throws. */
export class StatementRunner {
  readonly #db: AnyKysely
  readonly #model: string

  constructor(db: AnyKysely, model: string) {
    this.#db = db.withoutPlugins() // a plugin that renames columns would rename ours
    this.#model = model
  }

  /** Runs a statement that was written as text. */
  async run({ text, values }: Statement, options: RunOptions): Promise<QueryResult<SqlRecord>> {
    return this.#execute(CompiledQuery.raw(text, values), options)
  }

  /** Runs a statement that was built. */
  async rows<Row>(query: RawBuilder<Row>, options: RunOptions): Promise<readonly Row[]> {
    return (await this.#execute(query.compile(this.#db), options)).rows
  }

  /** Runs several statements, all or none. */
  async runTogether(statements: readonly Statement[], options: RunOptions): Promise<void> {
    if (options.transaction !== undefined || statements.length < 2) {
      for (const statement of statements) await this.run(statement, options)
      return
    }
    await this.#translated(async () => {
      await this.#db.transaction().execute(async (transaction) => {
        for (const { text, values } of statements) {
          options.signal?.throwIfAborted()
          await transaction.executeQuery(CompiledQuery.raw(text, values))
        }
      })
    })
  }

  async #execute<Row>(
    query: CompiledQuery<Row>,
    { transaction, signal }: RunOptions,
  ): Promise<QueryResult<Row>> {
    signal?.throwIfAborted()
    return this.#translated(
      async () =>
        transaction === undefined
          ? this.#db.executeQuery(query, { signal })
          : // Not given up half way: the owner of the transaction goes on with the connection.
            (transaction.sql as AnyKysely).withoutPlugins().executeQuery(query), // the handle's contract: Kysely's
    )
  }

  async #translated<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      throw translateError(error, this.#model)
    }
  }
}
