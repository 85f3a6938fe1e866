import type { FastifyReply } from 'fastify'
import { problemMediaType } from './problem.ts'
import type { ProblemAnswer } from './problem-of.ts'

/** Answers with a problem document. */
export function sendProblem(reply: FastifyReply, { problem, headers }: ProblemAnswer): FastifyReply {
  return reply
    .code(problem.status)
    .headers({ ...headers, 'cache-control': 'no-store' })
    .type(problemMediaType)
    .serializer(JSON.stringify)
    .send(problem)
}
