import type { FastifyReply } from 'fastify'

/**
 * A signal that is aborted when the connection closes before the answer is out. It watches the response: a request with a
 * body counts as closed for Node, and for Fastify's `request.signal`, as soon as its body has been read.
 */
export function callerGone({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort()
  })
  return controller.signal
}
