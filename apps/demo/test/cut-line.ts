import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A line to a server that can be cut: connections end at once, and none is made until it is mended. */
export class CutLine implements AsyncDisposable {
  readonly #server = createServer((near) => this.#join(near))
  readonly #port: number
  readonly #sockets = new Set<Socket>()
  #isCut = false

  /** @param port - of the server on the loopback */
  constructor(port: number) {
    this.#port = port
  }

  /** @returns where the line begins */
  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    const { port } = this.#server.address() as AddressInfo // it listens on a port
    return `http://127.0.0.1:${port}`
  }

  cut(): void {
    this.#isCut = true
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  mend(): void {
    this.#isCut = false
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join(near: Socket): void {
    if (this.#isCut) {
      near.resetAndDestroy()
      return
    }
    const far = connect(this.#port, '127.0.0.1')
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => this.#sockets.delete(socket))
      socket.pipe(other)
    }
  }
}
