import { connect, type Socket } from 'node:net'
import type { FaultProxyTarget } from './fault-proxy-target.ts'
import type { Faults } from './faults.ts'
import { Flow } from './flow.ts'

/** A client's connection and the one to the server that belongs to it. */
export class ProxiedConnection {
  readonly #client: Socket
  readonly #server: Socket
  readonly #toServer: Flow
  readonly #toClient: Flow
  #isHalfOpen = false

  constructor(client: Socket, { host = '127.0.0.1', port }: FaultProxyTarget, faults: Faults) {
    this.#client = client
    this.#server = connect({ host, port, allowHalfOpen: true, noDelay: true })
    this.#toServer = new Flow(client, this.#server)
    this.#toClient = new Flow(this.#server, client)
    // An error on one side is an error for the other one.
    client.on('error', () => this.#server.resetAndDestroy())
    this.#server.on('error', () => client.resetAndDestroy())
    this.onClose(() => this.#close())
    this.apply(faults)
  }

  get isHalfOpen(): boolean {
    return this.#isHalfOpen
  }

  onClose(listener: () => void): void {
    this.#client.once('close', listener)
  }

  apply({ delayMs, holding, droppingReplies }: Faults): void {
    if (this.#isHalfOpen) return
    if (this.#toClient.lost && !droppingReplies) return this.cut()
    this.#toServer.set({ delayMs: delayMs.toServer, holding, dropping: false })
    this.#toClient.set({ delayMs: delayMs.toClient, holding, dropping: droppingReplies })
  }

  cut(): void {
    this.#client.destroy()
    this.#server.destroy()
  }

  /** Ends the server's side and says nothing to the client, whose words are lost from now on. */
  halfOpen(): void {
    this.#isHalfOpen = true
    this.#toServer.set({ delayMs: 0, holding: false, dropping: true })
    this.#server.destroy()
  }

  reset(): void {
    this.#client.resetAndDestroy()
    this.#server.resetAndDestroy()
  }

  #close(): void {
    this.#toServer.close()
    this.#toClient.close()
    this.#server.destroy()
  }
}
