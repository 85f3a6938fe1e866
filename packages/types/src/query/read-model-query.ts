import type { AggregateRequest, AggregateRowOf } from './aggregate.ts'
import type { Criteria } from './criteria.ts'
import type { GraphAnswerOf, GraphQuery } from './graph.ts'
import type { HybridRequest, HybridResult } from './hybrid.ts'
import type { Page, PageRequest } from './page.ts'
import type { SearchRequest, SearchResult } from './search.ts'

/** Asks for one row. */
export interface GetByIdQuery {
  readonly type: 'get-by-id'
  readonly id: string
}

/** Asks for the first rows that fit. */
export interface FindByQuery extends Pick<PageRequest, 'where' | 'sort' | 'limit' | 'offset'> {
  readonly type: 'find'
}

/** Asks for one page of rows, with the cursors of the pages around it. */
export interface PaginatedQuery extends Omit<PageRequest, 'fields'> {
  readonly type: 'paginate'
}

/** What a {@link PaginatedQuery} is answered with. */
export type PaginatedResult<Row> = Page<Row>

/** Asks how many rows fit. */
export interface CountQuery {
  readonly type: 'count'
  readonly where?: Criteria | undefined
}

/** Asks for the rows that hold words. */
export interface SearchQuery extends SearchRequest {
  readonly type: 'search'
}

/** Asks for figures over rows. */
export interface AggregateQuery extends AggregateRequest {
  readonly type: 'aggregate'
}

/** Asks in several ways at once. */
export interface HybridQuery<
  Requests extends object = Readonly<Record<string, unknown>>,
> extends HybridRequest<Requests> {
  readonly type: 'hybrid'
}

/** A question to one read model, as plain data. */
export type ReadModelQuery =
  | GetByIdQuery
  | FindByQuery
  | PaginatedQuery
  | CountQuery
  | SearchQuery
  | AggregateQuery
  | GraphQuery
  | HybridQuery

/** What a question is answered with. */
export type ReadModelAnswer<Row, Query extends { readonly type: string }> = Query extends GetByIdQuery
  ? Row | undefined
  : Query extends FindByQuery
    ? readonly Row[]
    : Query extends PaginatedQuery
      ? PaginatedResult<Row>
      : Query extends CountQuery
        ? number
        : Query extends SearchQuery
          ? SearchResult<Row>
          : Query extends AggregateQuery
            ? readonly AggregateRowOf<Row, Query>[]
            : Query extends HybridQuery
              ? HybridResult<Row>
              : Query extends GraphQuery
                ? GraphAnswerOf<Query>
                : never
