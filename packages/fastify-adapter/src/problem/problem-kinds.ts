/** How one kind of error is said over HTTP. */
export interface ProblemKind {
  readonly status: number
  readonly title: string
  /** Said in place of the error's own message, which may name what is inside. */
  readonly detail?: string | undefined
}

/** What a caller learns of an error that is not in the table. */
export const internalKind: ProblemKind = {
  status: 500,
  title: 'Internal error',
  detail: 'The service failed to answer. The fault is not in the request.',
}

const again = 'The service cannot answer right now; the same request may succeed in a moment.'

/** The one table from the code of an error to its status. An error whose code is not here is a fault of ours: 500. */
export const problemKinds: Readonly<Record<string, ProblemKind>> = {
  // What came in.
  ERR_VALIDATION: { status: 400, title: 'Invalid input' },
  ERR_INVALID_ARGUMENT: { status: 400, title: 'Invalid input' },
  ERR_CURSOR: { status: 400, title: 'Invalid cursor' },
  ERR_BODY_NOT_JSON: { status: 400, title: 'Body is not JSON' },
  ERR_BODY_INCOMPLETE: { status: 400, title: 'Body is incomplete' },
  ERR_BODY_TOO_LARGE: { status: 413, title: 'Body is too large' },
  ERR_CONTENT_TYPE: { status: 415, title: 'Unsupported content type' },
  ERR_URL: { status: 400, title: 'Malformed URL' },
  ERR_URL_TOO_LONG: { status: 414, title: 'URL is too long' },
  ERR_HEADERS_TOO_LARGE: { status: 431, title: 'Headers are too large' },
  ERR_HTTP: { status: 400, title: 'Malformed request' },
  ERR_REQUEST_TIMEOUT: { status: 408, title: 'Request took too long to arrive' },
  ERR_ROUTE_NOT_FOUND: { status: 404, title: 'No such address' },
  ERR_METHOD_NOT_ALLOWED: { status: 405, title: 'Method not allowed' },
  ERR_UPGRADE_REQUIRED: { status: 426, title: 'Not a WebSocket' },

  // Who asks.
  ERR_UNAUTHENTICATED: { status: 401, title: 'Not authenticated' },
  ERR_FORBIDDEN: { status: 403, title: 'Forbidden' },

  // What the application says.
  ERR_NOT_FOUND: { status: 404, title: 'Not found' },
  ERR_CONCURRENCY: { status: 409, title: 'Changed in the meantime' },
  ERR_IDEMPOTENCY: { status: 409, title: 'Idempotency key in use' },
  ERR_STREAM_ARCHIVED: { status: 409, title: 'Archived' },
  ERR_RULE_VIOLATION: { status: 422, title: 'Refused by a rule' },
  ERR_BATCH_ROLLED_BACK: { status: 424, title: 'Another part of the batch failed' },

  // What passes.
  ERR_BACK_PRESSURE: { status: 429, title: 'Too many requests' },
  ERR_TIMEOUT: { status: 503, title: 'Took too long', detail: again },
  ERR_DATABASE: { status: 503, title: 'Temporarily unavailable', detail: again },
  ERR_LEASE_LOST: { status: 503, title: 'Temporarily unavailable', detail: again },
  ERR_SUPERSEDED: { status: 503, title: 'Temporarily unavailable', detail: again },
  ERR_EMBEDDING: { status: 503, title: 'Temporarily unavailable', detail: again },
  ERR_INDEX_BUILDING: { status: 503, title: 'Temporarily unavailable', detail: again },

  // What is wrong with us.
  ERR_CAPABILITY: { status: 501, title: 'Not available here', detail: 'The service lacks what this needs.' },
  ERR_INTERNAL: internalKind,
}

/** The name of a code as a URI: `ERR_RULE_VIOLATION` is `urn:uno-ts:problem:rule-violation`. */
export function problemType(code: string): string {
  return `urn:uno-ts:problem:${code.replace(/^ERR_/, '').toLowerCase().replaceAll('_', '-')}`
}
