import { UnoError, type UnoErrorOptions } from '@uno-ts/types'
import type { FoundIssue } from './found-issue.ts'

/** What can be wrong with an HTTP request before it is a message. */
export type RequestErrorCode =
  | 'ERR_BODY_INCOMPLETE'
  | 'ERR_BODY_NOT_JSON'
  | 'ERR_BODY_TOO_LARGE'
  | 'ERR_CONTENT_TYPE'
  | 'ERR_HEADERS_TOO_LARGE'
  | 'ERR_HTTP'
  | 'ERR_METHOD_NOT_ALLOWED'
  | 'ERR_REQUEST_TIMEOUT'
  | 'ERR_ROUTE_NOT_FOUND'
  | 'ERR_UPGRADE_REQUIRED'
  | 'ERR_URL'
  | 'ERR_URL_TOO_LONG'

/** The facts of a {@link RequestError}. */
export interface RequestErrorOptions extends UnoErrorOptions {
  /** Where exactly, when the place is known. Default: none. */
  readonly issues?: readonly FoundIssue[] | undefined
  /** The methods a path does answer to. */
  readonly allowed?: readonly string[] | undefined
}

/** An HTTP request cannot be read, or leads nowhere. Nothing was executed. */
export class RequestError extends UnoError {
  readonly code: RequestErrorCode
  readonly retryable = false
  readonly issues: readonly FoundIssue[]
  readonly allowed: readonly string[] | undefined

  constructor(code: RequestErrorCode, message: string, options: RequestErrorOptions = {}) {
    super(message, options)
    this.code = code
    this.issues = options.issues ?? []
    this.allowed = options.allowed
  }
}
