import type { FastifyRequest } from 'fastify'
import type { Socket } from './socket.ts'

/** What comes in over the connection of a WebSocket, before it is a message. */
export interface Incoming {
  prependListener(event: 'data', listener: (chunk: Buffer) => void): unknown
  pause(): unknown
}

/** The connection of a request; `undefined` where a test injects one without. */
export function incomingOf({ raw }: FastifyRequest): Incoming | undefined {
  return raw.socket
}

/** What the system may hand over at once, with the frames around the messages in it. */
const slackBytes = 65_536

/**
 * Calls `exceeded` when a message is longer than it may be while it still comes in: `ws` keeps a message until it is
 * whole, and would by itself take one of 100 MiB.
 */
export function limitIncoming(
  incoming: Incoming,
  socket: Pick<Socket, 'on'>,
  maxMessageBytes: number,
  exceeded: () => void,
): void {
  let unread = 0
  const read = () => (unread = 0)
  socket.on('message', read)
  socket.on('ping', read)
  socket.on('pong', read)
  incoming.prependListener('data', ({ length }) => {
    if (unread > maxMessageBytes + slackBytes) exceeded()
    unread += length
  })
}
