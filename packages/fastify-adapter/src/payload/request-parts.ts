import type { IncomingHttpHeaders } from 'node:http'

/** What a request brings, part by part. Text of the path and the query string is text still; the body is parsed JSON. */
export interface RequestParts {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string | readonly string[]>>
  /** `undefined` when there is none. */
  readonly body: unknown
  /** By name in lower case. */
  readonly headers: IncomingHttpHeaders
}
