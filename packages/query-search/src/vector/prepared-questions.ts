import { createHash } from 'node:crypto'
import type { ReadModelOptions } from '@uno-ts/types'
import type { CompiledQuery } from 'kysely'
import { translateError } from '../statement/translate-error.ts'

/** As much of a pool as questions need to be prepared; `pg`'s fits it. */
export interface PreparingPool {
  query(statement: {
    /** A name makes it a prepared statement of the connection it runs on. */
    readonly name: string
    readonly text: string
    readonly values: unknown[]
  }): Promise<{ readonly rows: readonly unknown[] }>
}

/** A connection remembers each statement: those of many shapes go without. */
const mostNames = 32

/** Runs questions of few shapes as prepared statements, so that the server reads and plans each but a few times. */
export class PreparedQuestions {
  readonly #pool: PreparingPool
  readonly #names = new Map<string, string>()

  constructor(pool: PreparingPool) {
    this.#pool = pool
  }

  /**
   * Runs a question.
   *
   * @returns `undefined` when it has to run in another way: in a transaction, or as one shape too many
   * @throws DatabaseError, SchemaError, InvalidArgumentError for what the driver throws
   */
  async run<Row>(
    { sql, parameters }: CompiledQuery<Row>,
    { transaction, signal }: Pick<ReadModelOptions, 'transaction' | 'signal'>,
  ): Promise<readonly Row[] | undefined> {
    const name = transaction === undefined ? this.#nameOf(sql) : undefined
    if (name === undefined) return undefined
    signal?.throwIfAborted()
    try {
      const answer = this.#pool.query({ name, text: sql, values: [...parameters] })
      const { rows } = await (signal === undefined ? answer : unlessAborted(answer, signal))
      return rows as readonly Row[] // as the statement selects them
    } catch (error) {
      signal?.throwIfAborted()
      throw translateError(error)
    }
  }

  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text)
    if (known !== undefined || this.#names.size >= mostNames) return known
    const name = `nearest_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`
    this.#names.set(text, name)
    return name
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
