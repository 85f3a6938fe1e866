import type { GlobalPosition, InputOf, ProjectionId, QueryDefinition, ResultOf } from '@uno-ts/types'
import type { OperationOptions } from '../openapi/operation-options.ts'
import type { RequestParts } from '../payload/request-parts.ts'

/** How a query is reached over HTTP. */
export interface QueryRouteOptions<
  Definition extends QueryDefinition = QueryDefinition,
> extends OperationOptions {
  /** A Fastify URL. Its parameters are fields of the query: `/orders/:orderId`. */
  readonly url: string
  /** Default `GET`: fields come from path and query string. With `POST` they come from path and body. */
  readonly method?: 'GET' | 'POST' | undefined
  /** Fields that come from the query string although the method is `POST`. Default: none. */
  readonly query?: readonly (keyof InputOf<Definition> & string)[] | undefined
  /** Makes the payload itself from the parts of the request; its schema still looks at it. Default: all fields in one object. */
  readonly map?: ((parts: RequestParts) => unknown) | undefined
  /**
   * The projections whose rows the answer is made of. A caller that sends the `uno-consistency-token` of an earlier
   * answer waits until they have come that far, at most as long as the waiter does; then it is 503. Default: none; a
   * token is not read.
   */
  readonly projections?: readonly ProjectionId[] | undefined
  /**
   * The position a result is true for, for the header `uno-consistency-token`; `undefined` for none. Default: its field
   * `globalPosition`, a bigint or a decimal string.
   */
  readonly position?: ((result: ResultOf<Definition>) => GlobalPosition | undefined) | undefined
}
