import type {
  CommandDefinition,
  Policy,
  QueryService,
  ReadModelDefinition,
  RowOf,
  SearchIndex,
  SearchRequest,
} from '@uno-ts/types'
import type { QueryRouteOptions } from '../query-route/query-route-options.ts'

/** A search over a read model, and what every search of its route asks for. */
export interface CrudSearchOptions<Row> extends Pick<
  SearchRequest,
  'facets' | 'highlight' | 'match' | 'fuzzy' | 'ranking'
> {
  /** What is searched. */
  readonly index: Pick<SearchIndex<Row>, 'search'>
}

/** What {@link createCrudEndpoints} is made of. */
export interface CrudEndpointsOptions<Model extends ReadModelDefinition> extends Pick<
  QueryRouteOptions,
  'tags' | 'projections' | 'maxWaitMs' | 'whenBehind' | 'cacheControl'
> {
  /** Where the list stands: `/products`. A row is at `/products/:code`, by the name of the model's key. */
  readonly url: string
  /** Answers for the rows. */
  readonly queries: Pick<QueryService<RowOf<Model>>, 'getById' | 'paginate'>
  /** Answers `GET <url>/search?q=`. Default: there is no such route. */
  readonly search?: CrudSearchOptions<RowOf<Model>> | undefined
  /** Fields by which lists and searches can be narrowed. Default: the first column of each index. */
  readonly filters?: readonly string[] | undefined
  /** Fields by which lists can be ordered. Default: as `filters`. */
  readonly sorts?: readonly string[] | undefined
  /** The longest page, at most 1,000. Default 100. */
  readonly maxLimit?: number | undefined
  /** Who may read. Default: the policy of `cqrsPlugin`; with neither the routes are refused when they are registered. */
  readonly policy?: Policy | undefined
  /** Commands that make, change and remove a row; each becomes a route. Default: none, the rows can only be read. */
  readonly commands?: CrudCommands | undefined
}

/** The commands behind the rows of a read model. Those that change and remove have a field named as the model's key. */
export interface CrudCommands {
  /** `POST <url>`, answered with 201. */
  readonly create?: CommandDefinition | undefined
  /** `PUT <url>/:key`. */
  readonly update?: CommandDefinition | undefined
  /** `DELETE <url>/:key`. */
  readonly remove?: CommandDefinition | undefined
  /** Who may send them. Default: as `policy`. */
  readonly policy?: Policy | undefined
}
