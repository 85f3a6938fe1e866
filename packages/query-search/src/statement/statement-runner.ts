import type { ReadModelOptions } from '@uno-ts/types'
import type { CompiledQuery } from 'kysely'
import type { AnyKysely } from './any-kysely.ts'
import { RepeatedTexts } from './repeated-texts.ts'
import { runStatement } from './run-statement.ts'
import { translateError } from './translate-error.ts'

/** As much of a pool as questions need to be prepared; `pg`'s fits it. */
export interface PreparingPool {
  query(statement: {
    /** A name makes it a prepared statement of the connection it runs on. */
    readonly name: string
    readonly text: string
    readonly values: unknown[]
  }): Promise<{ readonly rows: readonly unknown[] }>
}

/** What a {@link StatementRunner} speaks through. */
export interface StatementRunnerOptions {
  readonly db: AnyKysely
  readonly pool: PreparingPool | undefined
}

/**
 * Runs questions. With a pool, those that differ in their values alone are prepared when they come again, so that the
 * server reads and plans each but a few times; in a transaction, or as one shape too many, they go through Kysely.
 */
export class StatementRunner {
  readonly #db: AnyKysely
  readonly #pool: PreparingPool | undefined
  readonly #repeated = new RepeatedTexts()

  constructor({ db, pool }: StatementRunnerOptions) {
    this.#db = db
    this.#pool = pool
  }

  /** @throws DatabaseError, SchemaError, InvalidArgumentError for what the driver throws */
  async run<Row>(
    query: CompiledQuery<Row>,
    options: Pick<ReadModelOptions, 'transaction' | 'signal'>,
  ): Promise<readonly Row[]> {
    const pool = options.transaction === undefined ? this.#pool : undefined
    const name = pool && this.#repeated.nameOf(query.sql)
    if (pool === undefined || name === undefined) return runStatement(this.#db, query, options)
    const { signal } = options
    signal?.throwIfAborted()
    try {
      const answer = pool.query({ name, text: query.sql, values: [...query.parameters] })
      const { rows } = await (signal === undefined ? answer : unlessAborted(answer, signal))
      return rows as readonly Row[] // as the statement selects them
    } catch (error) {
      signal?.throwIfAborted()
      throw translateError(error)
    }
  }
}

/** The answer, unless the signal comes first: the statement then ends by itself, and nobody waits for it. */
async function unlessAborted<Answer>(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  const aborted = Promise.withResolvers<never>()
  const abort = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([answer, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
