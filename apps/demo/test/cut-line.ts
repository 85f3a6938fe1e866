import { startFaultProxy } from '@uno-ts/testing'

/** A line to a server that can be cut: connections end at once, and none is made until it is mended. */
export class CutLine implements AsyncDisposable {
  readonly #port: number
  #proxy: Awaited<ReturnType<typeof startFaultProxy>> | undefined

  /** @param port - of the server on the loopback */
  constructor(port: number) {
    this.#port = port
  }

  /** @returns where the line begins */
  async open(): Promise<string> {
    this.#proxy = await startFaultProxy({ target: { port: this.#port } })
    return `http://${this.#proxy.host}:${this.#proxy.port}`
  }

  cut(): void {
    this.#proxy?.refuse()
    this.#proxy?.resetAll()
  }

  mend(): void {
    this.#proxy?.accept()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#proxy?.close()
  }
}
