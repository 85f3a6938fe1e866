import type { FastifyRequest } from 'fastify'
import { TimeoutError, ValidationError, type ValidationIssue } from '@uno-ts/types'
import { RequestError } from './request-error.ts'

/**
 * Says an error of Fastify itself in our words: which part of the request, what was expected, what was found. Any other
 * error comes back as it is.
 */
export function requestErrorOf(error: unknown, request: RequestFacts): unknown {
  switch (codeOf(error)) {
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return body('ERR_BODY_NOT_JSON', 'expected JSON, found an empty body', error)
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return body('ERR_BODY_NOT_JSON', 'expected JSON without the keys "__proto__" and "constructor"', error)
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return body('ERR_BODY_TOO_LARGE', `expected at most ${bytes(request)}, found more`, error)
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return body('ERR_BODY_INCOMPLETE', 'expected as many bytes as Content-Length says, found fewer', error)
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_ROUTE_MISSING_CONTENT_TYPE':
      return contentTypeError(request.headers['content-type'], error)
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_INVALID_URL':
      return new RequestError('ERR_URL', 'the path is not percent-encoded UTF-8', {
        issues: [{ path: ['path'], message: 'expected percent-encoded UTF-8' }],
        cause: error,
      })
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new RequestError('ERR_URL_TOO_LONG', 'a segment of the path is too long', {
        issues: [
          { path: ['path'], message: `expected shorter segments, found ${longestSegment(request.url)}` },
        ],
        cause: error,
      })
    case 'FST_ERR_HANDLER_TIMEOUT':
      return new TimeoutError('the handler took too long', { cause: error })
    case 'FST_ERR_VALIDATION':
      return validationError(error)
    default:
      return error
  }
}

/** What an error message needs of a request. */
export type RequestFacts = Pick<FastifyRequest, 'headers' | 'url' | 'routeOptions'>

/** The error of a body that is not sent as JSON. */
export function contentTypeError(type: string | undefined, cause?: unknown): RequestError {
  const found = type === undefined ? 'none' : JSON.stringify(type.slice(0, 100))
  return new RequestError(
    'ERR_CONTENT_TYPE',
    `the content type of the body is ${found}, expected application/json`,
    {
      issues: [{ path: ['header', 'content-type'], message: 'expected application/json', found }],
      cause,
    },
  )
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}

function body(
  code: 'ERR_BODY_NOT_JSON' | 'ERR_BODY_TOO_LARGE' | 'ERR_BODY_INCOMPLETE',
  message: string,
  cause: unknown,
) {
  return new RequestError(code, `the body cannot be read: ${message}`, {
    issues: [{ path: ['body'], message }],
    cause,
  })
}

function bytes(request: RequestFacts): string {
  return `${request.routeOptions.bodyLimit} bytes`
}

function longestSegment(url: string): string {
  const path = url.split('?', 1)[0] ?? ''
  return `one of ${Math.max(...path.split('/').map((segment) => segment.length))} characters`
}

/** A route of the application's own that Fastify validates by JSON Schema. */
function validationError(error: unknown): unknown {
  // The shape Fastify documents for FST_ERR_VALIDATION; absent parts leave the error as it is.
  const { validation, validationContext } = error as {
    validation?: readonly { instancePath?: string; message?: string }[]
    validationContext?: string
  }
  if (!Array.isArray(validation)) return error
  const part = partNames[validationContext ?? ''] ?? 'body'
  const issues = validation.map(({ instancePath = '', message = 'is not valid' }): ValidationIssue => {
    return { path: [part, ...instancePath.split('/').slice(1)], message }
  })
  return new ValidationError('the request', issues, { cause: error })
}

const partNames: Readonly<Record<string, string>> = {
  params: 'path',
  querystring: 'query',
  headers: 'header',
  body: 'body',
}
