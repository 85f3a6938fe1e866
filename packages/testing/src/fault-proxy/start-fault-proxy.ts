import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import type { FaultProxyTarget } from './fault-proxy-target.ts'
import { FaultProxy } from './fault-proxy.ts'

/** Where {@link startFaultProxy} stands. */
export interface FaultProxyOptions {
  /** The server behind the proxy. */
  readonly target: FaultProxyTarget
  /** The port on 127.0.0.1. Default: a free one. */
  readonly port?: number | undefined
}

/**
 * Puts a TCP proxy between a client and a server that tests can make misbehave: cut or reset connections, refuse them,
 * hold back, delay or lose what is sent.
 *
 * @example
 * ```ts
 * import { startFaultProxy, startPostgres } from '@uno-ts/testing'
 *
 * await using server = await startPostgres()
 * await using proxy = await startFaultProxy({ target: { port: server.port } })
 * const url = proxy.rewrite(server.url) // give this one to the application
 * proxy.dropReplies() // its next COMMIT happens, and it never hears of it
 * ```
 */
export async function startFaultProxy({ target, port = 0 }: FaultProxyOptions): Promise<FaultProxy> {
  const listener = createServer({ allowHalfOpen: true, noDelay: true })
  listener.listen(port, '127.0.0.1')
  await once(listener, 'listening')
  return new FaultProxy(listener, (listener.address() as AddressInfo).port, target) // a TCP server's address is one
}
