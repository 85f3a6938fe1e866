import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from '@uno-ts/types'
import { auditedCall } from '../audit/audited-call.ts'
import { problemOf, type ProblemContext } from './problem-of.ts'
import { requestErrorOf } from './request-error-of.ts'
import { sendProblem } from './send-problem.ts'

/** What the error handler needs beside the error. */
export interface ErrorHandlerOptions {
  /** Where faults of ours are logged. Default: the request's own logger. */
  readonly logger?: Logger | undefined
  readonly kinds?: ProblemContext['kinds']
}

/** Makes Fastify's error handler that answers every error with a problem document, and logs those that are faults of ours. */
export function problemErrorHandler({ logger, kinds }: ErrorHandlerOptions = {}) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const answer = problemOf(requestErrorOf(error, request), {
      requestId: request.id,
      kinds,
      conditional: request.headers['if-match'] !== undefined,
    })
    auditedCall(request).code = answer.problem.code
    const facts = { err: error, requestId: request.id, code: answer.problem.code }
    const log = logger ?? request.log
    if (isGone(error, reply)) log.debug(facts, 'the caller left before the answer')
    else if (answer.problem.status >= 500) log.error(facts, 'a request failed')
    else log.debug(facts, 'a request was refused')
    sendProblem(reply, answer)
  }
}

/** Whether the error only says that nobody waits for the answer any more. */
function isGone(error: unknown, reply: FastifyReply): boolean {
  return reply.raw.destroyed && error instanceof Error && error.name === 'AbortError'
}
