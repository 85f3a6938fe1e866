import type { CommandDefinition, DataOf, GlobalPosition, InputOf, Policy, ResultOf } from '@uno-ts/types'
import type { OperationOptions } from '../openapi/operation-options.ts'
import type { RequestParts } from '../payload/request-parts.ts'

/** How a command is reached over HTTP. */
export interface CommandRouteOptions<
  Definition extends CommandDefinition = CommandDefinition,
> extends OperationOptions {
  /** A Fastify URL. Its parameters are fields of the command: `/orders/:orderId/cancellation`. */
  readonly url: string
  /**
   * Who may call it. What can be decided without the payload is decided before anything of it is read; a function gets the
   * command with its payload validated. Default: the policy of `cqrsPlugin`; with neither the route is refused when it is
   * registered.
   */
  readonly policy?: Policy | undefined
  /** Default `POST`. */
  readonly method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE' | undefined
  /** The status of success. Default 200; without a result 204. With 204 the result is not sent. */
  readonly status?: 200 | 201 | 202 | 204 | undefined
  /** Where what was made can be found, for `Location`. Default: no such header. */
  readonly location?: ((result: ResultOf<Definition>, data: DataOf<Definition>) => string) | undefined
  /** Fields that come from the query string. Default: none; a parameter that is not named here is refused. */
  readonly query?: readonly (keyof InputOf<Definition> & string)[] | undefined
  /**
   * Makes the payload itself from the parts of the request; its schema still looks at it. Then paths in refusals are
   * those of the payload. Default: the fields of the path, of `query` and of the body in one object.
   */
  readonly map?: ((parts: RequestParts) => unknown) | undefined
  /**
   * Whether a caller must send an `Idempotency-Key`; without one it is refused with 400 then. Default `optional`: a key that
   * is sent reaches the bus.
   */
  readonly idempotencyKey?: 'optional' | 'required' | undefined
  /**
   * The field that takes the version of an `If-Match: "4"` header. A conflict is 412 then. Default: no field; the header
   * is not read.
   */
  readonly ifMatch?: (keyof InputOf<Definition> & string) | undefined
  /**
   * The position of a result, for the header `uno-consistency-token`; `undefined` for none. Default: its field
   * `globalPosition`, a bigint or a decimal string.
   */
  readonly position?: ((result: ResultOf<Definition>) => GlobalPosition | undefined) | undefined
  /**
   * The version a result says was reached, for the header `ETag: "5"`, which the next command can name in `If-Match`;
   * `undefined` for none. Default: its field `streamVersion`.
   */
  readonly version?: ((result: ResultOf<Definition>) => number | undefined) | undefined
}
