import type { FastifyInstance } from 'fastify'

/** The TCP port an application listens on. */
export function portOf(app: FastifyInstance): number {
  const [address] = app.addresses()
  if (typeof address !== 'object') throw new Error('expected an application that listens on TCP')
  return address.port
}
