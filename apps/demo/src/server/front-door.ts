import { createServer, type RequestListener, type Server } from 'node:http'
import { once } from 'node:events'
import { problemMediaType, type Problem } from '@uno-ts/fastify-adapter'

/**
 * The HTTP server of the shop. It listens before the shop is ready and tells everybody to come back; when the door is
 * opened, requests go in.
 */
export class FrontDoor {
  readonly server: Server
  #inside: RequestListener = comeBack

  constructor() {
    this.server = createServer((request, response) => this.#inside(request, response))
  }

  /** Begins to listen on the loopback. @returns the port, also when 0 was asked for */
  async listen(port: number): Promise<number> {
    this.server.listen(port, '127.0.0.1')
    await once(this.server, 'listening')
    const address = this.server.address()
    return typeof address === 'object' && address !== null ? address.port : port
  }

  /** Lets requests in. */
  open(inside: RequestListener): void {
    this.#inside = inside
  }

  /** Lets nobody in any more and waits until the last one has left. */
  async close(): Promise<void> {
    if (!this.server.listening) return
    const closed = once(this.server, 'close')
    this.server.close()
    this.server.closeIdleConnections()
    await closed
  }
}

const comingUp: Problem = {
  type: 'urn:uno-ts:problem:starting',
  title: 'Starting',
  status: 503,
  detail: 'The shop is opening: its read models are catching up. Come back in a second.',
  code: 'ERR_STARTING',
  retryable: true,
}

const comeBack: RequestListener = (_request, response) => {
  response
    .writeHead(503, { 'content-type': problemMediaType, 'retry-after': '1', connection: 'close' })
    .end(JSON.stringify(comingUp))
}
