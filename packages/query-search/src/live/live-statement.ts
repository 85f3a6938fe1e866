import type { Compilable, Kysely } from 'kysely'
import { runStatement } from '../statement/run-statement.ts'
import type { LiveQueryDefinition } from './live-query-definition.ts'

/** What a {@link liveStatement} is made of. */
export interface LiveStatementOptions<Database, Parameters, Row> {
  /** Names the question. */
  readonly name: string
  /** The application's Kysely; it stays open. */
  readonly db: Kysely<Database>
  /** Every table the statement reads. */
  readonly tables: readonly string[]
  /** Builds the statement; it does not run it. */
  readonly buildQuery: (
    db: Kysely<Database>,
    parameters: Parameters,
    options: { readonly tenant: string | undefined },
  ) => Compilable<Row>
}

/**
 * The rows of a statement of the application's own, live: it runs again when a row of its tables has changed.
 *
 * @example
 * ```ts
 * import { liveStatement, type LiveQueries } from '@uno-ts/query-search'
 * import type { Kysely } from 'kysely'
 *
 * interface Shop { orders: { country: string; gross_milli: string } }
 *
 * export function followGross(live: LiveQueries, db: Kysely<Shop>, country: string) {
 *   const gross = liveStatement({
 *     name: 'gross',
 *     db,
 *     tables: ['orders'],
 *     buildQuery: (db, country: string) => db.selectFrom('orders')
 *       .select((row) => row.fn.sum('gross_milli').as('gross')).where('country', '=', country),
 *   })
 *   return live.query(gross, country).subscribe()
 * }
 * ```
 */
export function liveStatement<Database, Parameters, Row>({
  name,
  db,
  tables,
  buildQuery,
}: LiveStatementOptions<Database, Parameters, Row>): LiveQueryDefinition<Parameters, readonly Row[]> {
  return {
    name,
    reads: () => tables.map((table) => ({ table })),
    evaluate: (parameters, options) =>
      runStatement(db, buildQuery(db, parameters, { tenant: options.tenant }), options),
  }
}
