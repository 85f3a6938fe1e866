import type { ReadModelOptions } from '@uno-ts/types'
import type { Expression, RawBuilder, SqlBool } from 'kysely'

/** A row that one kind of search proposes. */
export interface Candidate {
  readonly id: string
  /** Higher is better; comparable within one answer of one source only. */
  readonly score: number
}

/** Among which rows a source looks. */
export interface CandidateScope {
  /** Whose rows. */
  readonly tenant: string
  /** A condition over the columns of the read model's table; `undefined` lets every row of the tenant in. */
  readonly where: Expression<SqlBool> | undefined
  /** How many candidates at most. */
  readonly limit: number
}

/**
 * One kind of search as a source of candidates for a fusion: text, vectors, a graph, or one of the application's own.
 *
 * @example
 * ```ts
 * import type { Candidate, CandidateSource } from '@uno-ts/query-search'
 * import { sql } from 'kysely'
 *
 * export const bestsellers: CandidateSource<{ leastUnits: number }> = {
 *   name: 'bestsellers',
 *   candidates: ({ leastUnits }, { tenant, where, limit }) => sql<Candidate>`
 *     select code as id, cast(units as float8) as score from uno.product
 *     where tenant_id = ${tenant} and units >= ${leastUnits} and ${where ?? sql`true`}
 *     order by score desc, id limit ${limit}`,
 * }
 * ```
 */
export interface CandidateSource<Request> {
  /** What kind of search it is: `text`, `vector`, `graph` or one of the application's own. */
  readonly name: string

  /**
   * What must happen before the statement can be written: embedding a text, looking whether an extension is there.
   * Answers the request {@link candidates} is given; without it, that is the request as it was asked.
   *
   * @throws CapabilityError when the database cannot do it: the fusion passes it on, or does without this source
   */
  prepare?(
    request: Request,
    options: Pick<ReadModelOptions, 'tenant' | 'signal' | 'transaction'>,
  ): Promise<Request>

  /**
   * A select of `id` (text) and `score` (float8): best first, ties by id by code point, at most `limit` rows of the
   * tenant that fit `where`, each id once. It becomes part of one statement, so it names no parameter and ends without a
   * semicolon.
   *
   * @throws InvalidArgumentError when the request cannot be asked
   */
  candidates(request: Request, scope: CandidateScope): RawBuilder<Candidate>
}
