import {
  decodeCursor,
  encodeCursor,
  InvalidArgumentError,
  type Cursor,
  type CursorValues,
  type DataOf,
  type MessageContext,
  type Page,
  type QueryDefinition,
  type ResultOf,
  type SortKey,
} from '@uno-ts/types'
import { sql, type Expression, type Kysely } from 'kysely'
import { runStatement } from '../statement/run-statement.ts'
import { placeAlias, selectPageOf } from '../statement/select-page-of.ts'

/** Which page of a statement's rows is asked for. */
export interface SqlPageRequest<Row> {
  /** By columns of the statement. The last one tells rows apart: an id. */
  readonly sort: readonly (SortKey & { readonly field: keyof Row & string })[]
  /** 1 to 1,000. Default 50. */
  readonly limit?: number | undefined
  readonly after?: Cursor | undefined
  /** Not together with `after`. */
  readonly before?: Cursor | undefined
  /** Whether to count all rows too, with a second statement. Default false. */
  readonly total?: boolean | undefined
}

/** What a {@link SqlPageQueryHandler} is made of. */
export interface SqlPageQueryHandlerOptions<Definition extends QueryDefinition, Database, Row> {
  /** The query it answers: the other options take their types from it. */
  readonly definition: Definition
  /** The application's Kysely; it stays open. */
  readonly db: Kysely<Database>
  /** Builds the statement of all rows, without order and limit; it does not run it. */
  readonly buildQuery: (
    db: Kysely<Database>,
    data: DataOf<Definition>,
    context: MessageContext<Definition>,
  ) => Expression<Row>
  /** The page that is asked for. */
  readonly page: (data: DataOf<Definition>) => SqlPageRequest<Row>
  /** Turns the page into the answer. */
  readonly processResult: (
    page: Page<Row>,
    data: DataOf<Definition>,
  ) => ResultOf<Definition> | Promise<ResultOf<Definition>>
}

const defaultLimit = 50
const highestLimit = 1000

/**
 * Answers a query with a page of one statement of the application's own. Pages are told apart by the values of the order,
 * not by counting: rows that come and go move no other rows between pages. The statement is read as a subquery, so an
 * index serves the order where PostgreSQL can see through it.
 *
 * @example
 * ```ts
 * import { SqlPageQueryHandler } from '@uno-ts/query-search'
 * import type { Cursor, QueryDefinition } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 * import { z } from 'zod'
 *
 * interface Shop { orders: { id: string; country: string; units: number } }
 * const asked = z.object({ country: z.string(), after: z.custom<Cursor>().optional() })
 * const page = z.object({ ids: z.array(z.string()), next: z.string().nullable() })
 *
 * export function ordersHandler(definition: QueryDefinition<'ListOrders', typeof asked, typeof page>, db: Kysely<Shop>) {
 *   return new SqlPageQueryHandler({
 *     definition,
 *     db,
 *     buildQuery: (db, data) => db.selectFrom('orders').select(['id', 'units']).where('country', '=', data.country),
 *     page: ({ after }) => ({
 *       sort: [{ field: 'units', direction: 'desc' }, { field: 'id', direction: 'asc' }],
 *       limit: 20,
 *       after,
 *     }),
 *     processResult: ({ items, next }) => ({ ids: items.map(({ id }) => id), next }),
 *   })
 * }
 * ```
 */
export class SqlPageQueryHandler<Definition extends QueryDefinition, Database, Row> {
  readonly #options: SqlPageQueryHandlerOptions<Definition, Database, Row>

  constructor(options: SqlPageQueryHandlerOptions<Definition, Database, Row>) {
    this.#options = options
  }

  /**
   * @throws CursorError when the cursor was made for another order
   * @throws InvalidArgumentError naming a number out of range, or an order that has nothing to sort by
   */
  async handle(data: DataOf<Definition>, context: MessageContext<Definition>): Promise<ResultOf<Definition>> {
    const { db, buildQuery, page: pageOf, processResult } = this.#options
    const request = pageOf(data)
    const statement = buildQuery(db, data, context)
    const found = await this.#read(statement, request, context)
    if (request.total !== true) return processResult(found, data)
    const count = sql<{ total: unknown }>`select count(*) as total from (${statement}) as asked`
    const [counted] = await runStatement(db, count.compile(db), { signal: context.signal })
    return processResult({ ...found, total: Number(counted?.total) }, data)
  }

  async #read(
    statement: Expression<Row>,
    { sort, limit = defaultLimit, after, before }: SqlPageRequest<Row>,
    { signal }: Pick<MessageContext, 'signal'>,
  ): Promise<Page<Row>> {
    if (!Number.isInteger(limit) || limit < 1 || limit > highestLimit) {
      throw new InvalidArgumentError(`limit is a whole number from 1 to ${highestLimit}, found ${limit}`)
    }
    if (after !== undefined && before !== undefined) {
      throw new InvalidArgumentError('a page starts in one way: "after" or "before", found both')
    }
    const { db } = this.#options
    const list = { sort: sort.slice(0, -1), where: orderOf(sort) }
    const cursor = after ?? before
    const place = cursor === undefined ? undefined : decodeCursor(cursor, list)
    const reading = before === undefined ? 'forward' : 'backward'
    const query = selectPageOf(statement, { sort, place, reading, limit: limit + 1 })
    const records = await runStatement(db, query.compile(db), { signal })

    const hasMore = records.length > limit
    const shown = records.slice(0, limit)
    if (reading === 'backward') shown.reverse()
    const places = shown.map((record) => record[placeAlias])
    // Where its rows are gone, a page still leads on and back from the place it was asked for.
    const cursorAt = (values: CursorValues | undefined = place): Cursor | null =>
      values === undefined ? null : encodeCursor(values, list)
    return {
      items: shown.map(withoutPlace<Row>),
      next: reading === 'backward' || hasMore ? cursorAt(places.at(-1)) : null,
      previous: (reading === 'backward' ? hasMore : place !== undefined) ? cursorAt(places.at(0)) : null,
    }
  }
}

function withoutPlace<Row>(record: Row & object): Row {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== placeAlias)) as Row // what was selected
}

/** The last key is no id to the cursor's maker, so its direction is told by another way. */
function orderOf(sort: readonly SortKey[]): { readonly op: 'exists'; readonly field: string } {
  return { op: 'exists', field: sort.map(({ field, direction }) => `${field} ${direction}`).join() }
}
