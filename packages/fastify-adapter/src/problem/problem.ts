import type { Json, JsonObject } from '@uno-ts/types'

/** The media type of a {@link Problem}. */
export const problemMediaType = 'application/problem+json'

/** One field that is wrong, where it came from and why. */
export interface ProblemIssue {
  /**
   * Where, from the outside in: the part of the request (`path`, `query`, `body`, `header`), then the field:
   * `body.lines.0.quantity`, `query.limit`.
   */
  readonly path: string
  /** What was expected. */
  readonly message: string
  /** The kind of value that was found, never the value: `number`, `text of length 3`, `nothing`. */
  readonly found?: string | undefined
}

/**
 * A refusal as RFC 9457 describes it. `code` and `type` are stable and mean the same; decide by one of them and show
 * `detail` to a person.
 */
export interface Problem {
  /** Names the kind of problem: `urn:uno-ts:problem:concurrency`. */
  readonly type: string
  /** The kind in a few words, the same for every problem of the kind. */
  readonly title: string
  readonly status: number
  /** What happened this time: expected, found, where. */
  readonly detail: string
  /** The error's own code: `ERR_CONCURRENCY`. */
  readonly code: string
  /** This one occurrence: `urn:uno-ts:request:<id>`. The id stands in the log. */
  readonly instance?: string | undefined
  /** Whether the same request may succeed when it is sent again. */
  readonly retryable?: boolean | undefined
  /** Every field that is wrong, at most a hundred. */
  readonly errors?: readonly ProblemIssue[] | undefined
  /** How many more fields are wrong than `errors` names. */
  readonly omittedErrors?: number | undefined
  /** The rule of the domain that says no: `ORDER_ALREADY_PLACED`. */
  readonly rule?: string | undefined
  /** The facts the rule gives: `{ available: 3 }`. */
  readonly details?: JsonObject | undefined
  /** The version a command was decided upon. */
  readonly expected?: Json | undefined
  /** The version that was found. */
  readonly actual?: number | undefined
  /** What there is none of: `order`. */
  readonly subject?: string | undefined
  /** What the service lacks: the extension `vector`. */
  readonly capability?: string | undefined
  /** When it makes sense to come back, in milliseconds; `Retry-After` says it in seconds. */
  readonly retryAfterMs?: number | undefined
}
