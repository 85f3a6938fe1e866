import type { FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify'
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
    FastifyServerOptions,
    'genReqId' | 'routerOptions' | 'frameworkErrors' | 'clientErrorHandler' | 'return503OnClosing'
  >
>

/**
 * What `fastify()` itself must be told so that requests no route sees end in problem documents too: URLs that cannot be
 * decoded, and requests that are not HTTP. Path parameters may be as long as Node's limit on headers; routes refuse
 * values of more than 1,024 characters and name the field. Requests get UUIDv7 as ids. A request that comes in on an open
 * connection while the application closes is still answered.
 *
 * @example
 * ```ts
 * import { cqrsServerOptions } from '@uno-ts/fastify-adapter'
 * import fastify from 'fastify'
 *
 * export const app = fastify({ ...cqrsServerOptions(), logger: true })
 * ```
 */
export function cqrsServerOptions(): CqrsServerOptions {
  return {
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
    'expected at most 16 KiB for URL and headers together, found more',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['ERR_REQUEST_TIMEOUT', 'the request did not arrive in time'],
}
