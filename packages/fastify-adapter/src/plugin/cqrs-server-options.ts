import type { FastifyHttpOptions, FastifyReply, FastifyRequest } from 'fastify'
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { uuidV7Source } from '@uno-ts/types'
import { problemOf } from '../problem/problem-of.ts'
import { problemMediaType } from '../problem/problem.ts'
import { RequestError, type RequestErrorCode } from '../problem/request-error.ts'
import { requestErrorOf } from '../problem/request-error-of.ts'
import { sendProblem } from '../problem/send-problem.ts'

/** The options of a Fastify server that only its maker can set. */
export type CqrsServerOptions = Required<
  Pick<
    FastifyHttpOptions<Server>,
    | 'bodyLimit'
    | 'requestTimeout'
    | 'http'
    | 'genReqId'
    | 'routerOptions'
    | 'frameworkErrors'
    | 'clientErrorHandler'
    | 'return503OnClosing'
  >
>

/** How much of a request a server reads, and how long it waits for it. */
export interface ServerLimits {
  /** The longest body, in bytes; a longer one is 413. A route may have a `bodyLimit` of its own. Default 1,048,576. */
  readonly maxBodyBytes?: number | undefined
  /** How long URL and headers may be together, in bytes; longer ones are 431. Default 16,384. */
  readonly maxHeaderBytes?: number | undefined
  /**
   * How long a request may take to arrive, with its body, in milliseconds; a slower one is 408. Answers and streams may
   * take as long as they do. It is looked for now and then: one that is late is cut off at twice that time at the latest.
   * 0 waits for ever. Default 60,000.
   */
  readonly requestTimeoutMs?: number | undefined
}

/**
 * What `fastify()` itself must be told so that requests no route sees end in problem documents too: URLs that cannot be
 * decoded, and requests that are not HTTP. Path parameters may be as long as Node's limit on headers; routes refuse
 * values of more than 1,024 characters and name the field. Requests get UUIDv7 as ids. A request that comes in on an open
 * connection while the application closes is still answered.
 *
 * The limits of headers and time are those of a server Fastify makes. One of your own (`serverFactory`, `https`) takes
 * `http` and `requestTimeout` when it is made.
 *
 * @example
 * ```ts
 * import { cqrsServerOptions } from '@uno-ts/fastify-adapter'
 * import fastify from 'fastify'
 *
 * export const app = fastify({ ...cqrsServerOptions({ maxBodyBytes: 65_536 }), logger: true })
 * ```
 */
export function cqrsServerOptions(limits: ServerLimits = {}): CqrsServerOptions {
  const { maxBodyBytes = 1_048_576, maxHeaderBytes = 16_384, requestTimeoutMs = 60_000 } = limits
  return {
    bodyLimit: maxBodyBytes,
    requestTimeout: requestTimeoutMs, // Fastify's own default is to wait for ever
    http: {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: requestTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(requestTimeoutMs || 30_000, 30_000),
    },
    genReqId: uuidV7Source(),
    routerOptions: { maxParamLength: 65_536 },
    frameworkErrors,
    clientErrorHandler,
    return503OnClosing: false,
  }
}

/** An error before any route was found. */
function frameworkErrors(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(reply, problemOf(requestErrorOf(error, request), { requestId: request.id }))
}

/** An error before there was a request: the answer is written by hand. */
function clientErrorHandler(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [code, message] = clientErrors[error.code ?? ''] ?? malformed
  const { problem } = problemOf(new RequestError(code, message, { cause: error }))
  const body = JSON.stringify(problem)
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${problem.title}`,
      `content-type: ${problemMediaType}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}

const malformed = ['ERR_HTTP', 'the request is not HTTP/1.1'] as const

const clientErrors: Readonly<Record<string, readonly [RequestErrorCode, string]>> = {
  HPE_HEADER_OVERFLOW: [
    'ERR_HEADERS_TOO_LARGE',
    'expected shorter ones: URL and headers together are longer than this server reads',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['ERR_REQUEST_TIMEOUT', 'the request did not arrive in time'],
}
