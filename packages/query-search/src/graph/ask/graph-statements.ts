import { TimeoutError, type ReadModelOptions } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import type { AnyKysely } from '../../statement/any-kysely.ts'
import { runStatement } from '../../statement/run-statement.ts'
import { translateError } from '../../statement/translate-error.ts'
import type { Ask } from './find-path.ts'
import type { GraphPool } from './graph-pool.ts'
import { runPrepared } from './run-prepared.ts'
import { filled, writeDown, type WrittenStatement } from './slot.ts'

/** How a question runs. */
export type GraphRunOptions = Pick<ReadModelOptions, 'tenant' | 'signal' | 'transaction'>

/** Runs the statements of questions. */
export interface QuestionStatements {
  one<Row>(statement: OneStatement<Row>, options: GraphRunOptions): Promise<readonly Row[]>
  alone<Row>(query: RawBuilder<Row>, options: GraphRunOptions): Promise<readonly Row[]>
  several<Result>(options: GraphRunOptions, work: (ask: Ask) => Promise<Result>): Promise<Result>
}

/** What {@link GraphStatements} speak through. */
export interface GraphStatementsOptions {
  readonly db: AnyKysely
  readonly pool: GraphPool | undefined
  readonly timeoutMs: number
}

/** Runs the statements of questions to a graph, within their time. */
export class GraphStatements implements QuestionStatements {
  readonly #db: AnyKysely
  readonly #pool: GraphPool | undefined
  readonly #timeoutMs: number
  readonly #written = new Map<string, WrittenStatement<unknown>>()

  constructor({ db, pool, timeoutMs }: GraphStatementsOptions) {
    this.#db = db.withoutPlugins() // a plugin that renames columns would rename ours
    this.#pool = pool
    this.#timeoutMs = timeoutMs
  }

  /**
   * Runs one statement, prepared where there is a pool. It is written once for each shape, with places for its values. The
   * server ends it when its time is over.
   */
  async one<Row>(
    { shape, write, values }: OneStatement<Row>,
    { signal, transaction }: GraphRunOptions,
  ): Promise<readonly Row[]> {
    const written = this.#written.get(shape) ?? writeDown(write(), this.#db)
    if (this.#written.size < mostShapes) this.#written.set(shape, written)
    const query = filled(written as WrittenStatement<Row>, values) // its shape says which statement it is
    if (this.#pool === undefined || transaction !== undefined) {
      return this.#inTime(signal, (until) => runStatement(this.#db, query, { signal: until, transaction }))
    }
    const { name } = written
    const timeoutMs = this.#timeoutMs
    return runPrepared(this.#pool, { name, query, signal, timeoutMs, tooLate: () => tooLate(timeoutMs) })
  }

  /** Runs one statement that is not prepared. */
  alone<Row>(query: RawBuilder<Row>, options: GraphRunOptions): Promise<readonly Row[]> {
    return this.several(options, (ask) => ask(query))
  }

  /** Runs several statements that see the same graph: those of one read-only transaction, or of the caller's. */
  async several<Result>(
    { signal, transaction }: GraphRunOptions,
    work: (ask: Ask) => Promise<Result>,
  ): Promise<Result> {
    if (transaction !== undefined) {
      const within = transaction
      return this.#inTime(signal, (until) =>
        work((query) =>
          runStatement(this.#db, query.compile(this.#db), { signal: until, transaction: within }),
        ),
      )
    }
    return this.#inTime(signal, (until) =>
      this.readOnly((tx) => work((query) => runStatement(tx, query.compile(tx), { signal: until }))),
    )
  }

  /** Runs work in a transaction that cannot write and whose statements the server ends in time. */
  async readOnly<Result>(work: (tx: AnyKysely) => Promise<Result>): Promise<Result> {
    try {
      return await this.#db
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute(async (tx) => {
          await sql`select set_config('statement_timeout', ${String(this.#timeoutMs)}, true)`.execute(tx)
          return work(tx)
        })
    } catch (error) {
      throw translateError(error)
    }
  }

  /** Runs work whose writing is taken back, whatever it is: in a transaction of its own, or behind a savepoint. */
  async undone<Result>(
    { signal, transaction }: GraphRunOptions,
    work: (tx: AnyKysely, until: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    return this.#inTime(signal, async (until) => {
      if (transaction === undefined) {
        return this.readOnly(async (tx) => {
          const result = await work(tx, until)
          throw new Undone(result)
        }).catch((error: unknown) => {
          if (error instanceof Undone) return error.result as Result // what was put into it above
          throw error
        })
      }
      const tx = (transaction.sql as AnyKysely).withoutPlugins() // the handle's contract: Kysely's
      await sql`savepoint graph_question`.execute(tx)
      try {
        return await work(tx, until)
      } finally {
        await sql`rollback to savepoint graph_question`.execute(tx)
        await sql`release savepoint graph_question`.execute(tx)
      }
    })
  }

  async #inTime<Result>(
    signal: AbortSignal | undefined,
    work: (until: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    signal?.throwIfAborted()
    const controller = new AbortController()
    // A timer that is cleared: signals that time out by themselves would pile up for seconds.
    const timer = setTimeout(() => controller.abort(), this.#timeoutMs)
    const abort = (): void => controller.abort(signal?.reason)
    signal?.addEventListener('abort', abort, { once: true })
    try {
      return await work(controller.signal)
    } catch (error) {
      signal?.throwIfAborted()
      if (!controller.signal.aborted && !isCancelled(error)) throw error
      throw tooLate(this.#timeoutMs, error)
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
  }
}

/** Carries a result past the end of a transaction that is rolled back. */
class Undone extends Error {
  readonly result: unknown

  constructor(result: unknown) {
    super('rolled back')
    this.result = result
  }
}

function isCancelled(error: unknown): boolean {
  return error instanceof Error && 'sqlState' in error && error.sqlState === '57014'
}

function tooLate(timeoutMs: number, cause?: unknown): TimeoutError {
  return new TimeoutError(`the graph has not answered within ${timeoutMs} ms`, { cause })
}

/** A statement of a shape, and this time's values. */
export interface OneStatement<Row> {
  /** Whatever decides how the statement is written. */
  readonly shape: string
  /** Writes it with slots for the values. */
  readonly write: () => RawBuilder<Row>
  readonly values: Readonly<Record<string, unknown>>
}

/** Questions are of few shapes; more than these are written each time. */
const mostShapes = 200
