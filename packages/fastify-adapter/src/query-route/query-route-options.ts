import type { GlobalPosition, InputOf, ProjectionId, QueryDefinition, Policy, ResultOf } from '@uno-ts/types'
import type { OperationOptions } from '../openapi/operation-options.ts'
import type { RequestParts } from '../payload/request-parts.ts'

/** The fields of a query that ask for the page after a cursor, or before one. */
export interface PageFields<Field extends string = string> {
  readonly after: Field
  readonly before?: Field | undefined
}

/** How a query is reached over HTTP. */
export interface QueryRouteOptions<
  Definition extends QueryDefinition = QueryDefinition,
> extends OperationOptions {
  /** A Fastify URL. Its parameters are fields of the query: `/orders/:orderId`. */
  readonly url: string
  /**
   * Who may call it. What can be decided without the payload is decided before anything of it is read; a function gets the
   * query with its payload validated. Default: the policy of `cqrsPlugin`; with neither the route is refused when it is
   * registered.
   */
  readonly policy?: Policy | undefined
  /** Default `GET`: fields come from path and query string. With `POST` they come from path and body. */
  readonly method?: 'GET' | 'POST' | undefined
  /** Fields that come from the query string although the method is `POST`. Default: none. */
  readonly query?: readonly (keyof InputOf<Definition> & string)[] | undefined
  /** Makes the payload itself from the parts of the request; its schema still looks at it. Default: all fields in one object. */
  readonly map?: ((parts: RequestParts) => unknown) | undefined
  /**
   * The projections whose rows the answer is made of. A caller that sends the `uno-consistency-token` of an earlier
   * answer, as a header or as the parameter `consistency-token`, waits until they have come that far: as long as the
   * waiter does, or as `Prefer: wait` says, in seconds. Default: none; a token is not read.
   */
  readonly projections?: readonly ProjectionId[] | undefined
  /** The longest wait `Prefer: wait` can ask for, in milliseconds. Default 30,000. */
  readonly maxWaitMs?: number | undefined
  /**
   * What is done when the projections do not come that far in time: `refuse` is 503 with `Retry-After`, `answer` gives the
   * older answer and says `uno-consistency: stale`. `Prefer: handling=strict` and `handling=lenient` of a caller stand
   * above it. Default `refuse`.
   */
  readonly whenBehind?: 'refuse' | 'answer' | undefined
  /**
   * The position a result is true for, for the header `uno-consistency-token`; `undefined` for none. Default: its field
   * `globalPosition`, a bigint or a decimal string.
   */
  readonly position?: ((result: ResultOf<Definition>) => GlobalPosition | undefined) | undefined
  /**
   * The version of what a result shows, for the header `ETag: "4"`, which `If-Match` of a command route takes back;
   * `undefined` for none: then the tag is made of the position, and is weak. A caller that has it already
   * (`If-None-Match`) is answered with 304. Default: its field `streamVersion`.
   */
  readonly version?: ((result: ResultOf<Definition>) => number | undefined) | undefined
  /**
   * The `Cache-Control` of an answer. Default `private, no-cache`: only the caller keeps it, and asks whether it has
   * changed before it uses it again.
   */
  readonly cacheControl?: string | undefined
  /**
   * The fields by which the pages around a page are asked for, for `Link` headers; the result then has `next` and
   * `previous`, as a `Page` has. `false` for no such header. Default: `after` and `before` where the query has such
   * fields.
   */
  readonly pages?: false | PageFields<keyof InputOf<Definition> & string> | undefined
}
