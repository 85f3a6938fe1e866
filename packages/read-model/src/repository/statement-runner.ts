import type { ReadModelOptions } from '@uno-ts/types'
import { CompiledQuery, type QueryResult } from 'kysely'
import { columnParsers } from '../column/column-parsers.ts'
import { written, type SqlPart } from '../criteria/sql-part.ts'
import { translateError } from '../error/translate-error.ts'
import type { AnyKysely } from './any-kysely.ts'
import type { SqlRecord } from './decode-row.ts'
import type { ArrayResult, PreparingPool } from './preparing-pool.ts'
import { RepeatedTexts } from './repeated-texts.ts'
import type { Statement } from './statement.ts'
import { unlessAborted } from './unless-aborted.ts'

/** How a statement runs: within a transaction or on a connection of its own, until the signal. */
export type RunOptions = Pick<ReadModelOptions, 'signal' | 'transaction'>

/** What a statement did. */
export interface StatementResult {
  readonly records: readonly SqlRecord[]
  /** How many rows it read or wrote. */
  readonly count: number
}

/** What a {@link StatementRunner} speaks through. */
export interface StatementRunnerOptions {
  readonly db: AnyKysely
  readonly pool: PreparingPool | undefined
  /** Names the read model in errors. */
  readonly model: string
}

/**
 * Runs the statements of one read model and translates what the driver throws. Statements outside of transactions go
 * through the pool, prepared, where there is one, and through Kysely elsewhere.
 */
export class StatementRunner {
  readonly #db: AnyKysely
  readonly #pool: PreparingPool | undefined
  readonly #model: string
  readonly #repeated = new RepeatedTexts()

  constructor({ db, pool, model }: StatementRunnerOptions) {
    this.#db = db.withoutPlugins() // a plugin that renames columns would rename ours
    this.#pool = pool
    this.#model = model
  }

  /** Runs a statement that was written as text. */
  async run(statement: Statement, options: RunOptions): Promise<StatementResult> {
    const result = await this.arrays(statement, options)
    if (result !== undefined) {
      const records = result.rows.map((values) => recordOf(result, values))
      return { records, count: result.rowCount ?? 0 }
    }
    const { rows, numAffectedRows } = await this.#execute<SqlRecord>(
      CompiledQuery.raw(statement.text, statement.values),
      options,
    )
    return { records: rows, count: Number(numAffectedRows ?? rows.length) }
  }

  /** Runs a statement whose rows come as lists of their columns; `undefined` when it has to go through Kysely. */
  async arrays(
    { name, text, values }: Statement,
    { transaction, signal }: RunOptions,
  ): Promise<ArrayResult | undefined> {
    const pool = this.#pool
    if (pool === undefined || transaction !== undefined) return undefined
    signal?.throwIfAborted()
    try {
      const answer = pool.query({ name, text, values, rowMode: 'array', types: columnParsers })
      return await (signal === undefined ? answer : unlessAborted(answer, signal))
    } catch (error) {
      if (signal?.aborted === true && error === signal.reason) throw error // untouched, whatever it looks like
      throw translateError(error, this.#model)
    }
  }

  /** Whether instants come as PostgreSQL writes them: our own parsers leave them so. */
  readsText({ transaction }: RunOptions): boolean {
    return this.#pool !== undefined && transaction === undefined
  }

  /** As text with its parameters; from the second time on a prepared statement, where there is a pool. */
  compiled(part: SqlPart): Statement {
    const { text, values } = written(part)
    return { name: this.#pool && this.#repeated.nameOf(text), text, values }
  }

  /** Runs a statement that was built. */
  async rows(part: SqlPart, options: RunOptions): Promise<readonly SqlRecord[]> {
    return (await this.run(this.compiled(part), options)).records
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

/** The row with its columns by name. */
export function recordOf({ fields }: ArrayResult, values: readonly unknown[]): SqlRecord {
  return Object.fromEntries(fields.map(({ name }, index) => [name, values[index]]))
}
