import type { DataOf, MessageContext, QueryDefinition, ResultOf } from '@uno-ts/types'
import type { Compilable, Kysely } from 'kysely'
import { runStatement } from '../statement/run-statement.ts'

/** What a {@link SqlQueryHandler} is made of. */
export interface SqlQueryHandlerOptions<Definition extends QueryDefinition, Database, Row> {
  /** The query it answers: the other options take their types from it. */
  readonly definition: Definition
  /** The application's Kysely; it stays open. */
  readonly db: Kysely<Database>
  /** Builds the statement; it does not run it. */
  readonly buildQuery: (
    db: Kysely<Database>,
    data: DataOf<Definition>,
    context: MessageContext<Definition>,
  ) => Compilable<Row>
  /** Turns the rows into the answer. */
  readonly processResult: (
    rows: readonly Row[],
    data: DataOf<Definition>,
  ) => ResultOf<Definition> | Promise<ResultOf<Definition>>
}

/**
 * Answers a query with one statement of the application's own.
 *
 * @example
 * ```ts
 * import { SqlQueryHandler } from '@uno-ts/query-search'
 * import type { QueryDefinition } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 * import { z } from 'zod'
 *
 * interface Shop { orders: { country: string; grossMilli: string } }
 * const country = z.object({ country: z.string() })
 * const grossMilli = z.bigint()
 *
 * export function grossHandler(
 *   definition: QueryDefinition<'GetGross', typeof country, typeof grossMilli>,
 *   db: Kysely<Shop>,
 * ) {
 *   return new SqlQueryHandler({
 *     definition,
 *     db,
 *     buildQuery: (db, data) => db.selectFrom('orders').select('grossMilli').where('country', '=', data.country),
 *     processResult: (rows) => rows.reduce((sum, row) => sum + BigInt(row.grossMilli), 0n),
 *   })
 * }
 * ```
 */
export class SqlQueryHandler<Definition extends QueryDefinition, Database, Row> {
  readonly #options: SqlQueryHandlerOptions<Definition, Database, Row>

  constructor(options: SqlQueryHandlerOptions<Definition, Database, Row>) {
    this.#options = options
  }

  async handle(data: DataOf<Definition>, context: MessageContext<Definition>): Promise<ResultOf<Definition>> {
    const { db, buildQuery, processResult } = this.#options
    const query = buildQuery(db, data, context)
    return processResult(await runStatement(db, query, { signal: context.signal }), data)
  }
}
