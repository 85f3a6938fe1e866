import { once } from 'node:events'
import type { Server, Socket } from 'node:net'
import type { FaultProxyTarget } from './fault-proxy-target.ts'
import { flowing, type Direction, type Faults } from './faults.ts'
import { ProxiedConnection } from './proxied-connection.ts'

/** A TCP proxy that misbehaves on demand. Each fault holds for open and for new connections until `heal`. */
export class FaultProxy implements AsyncDisposable {
  readonly host = '127.0.0.1'
  readonly port: number
  readonly #listener: Server
  readonly #target: FaultProxyTarget
  readonly #open = new Set<ProxiedConnection>()
  #faults: Faults = flowing
  #accepted = 0

  constructor(listener: Server, port: number, target: FaultProxyTarget) {
    this.#listener = listener
    this.port = port
    this.#target = target
    listener.on('connection', (client) => this.#connect(client))
  }

  /** How many connections are open now. */
  get connections(): number {
    return this.#open.size
  }

  /** How many connections were accepted since the start: tells whether a client came back. */
  get accepted(): number {
    return this.#accepted
  }

  /** The same URL with this proxy's host and port in it. */
  rewrite(url: string): string {
    const rewritten = new URL(url)
    rewritten.hostname = this.host
    rewritten.port = String(this.port)
    return rewritten.href
  }

  /** Ends every open connection in the polite way (FIN). New ones are served. */
  cut(): void {
    for (const connection of this.#open) connection.cut()
  }

  /** Ends every open connection in the rude way: both sides get a reset (ECONNRESET). New ones are served. */
  resetAll(): void {
    for (const connection of this.#open) connection.reset()
  }

  /** Resets every new connection at once, as a server that is down behind a balancer does. Open ones live on. */
  refuse(): void {
    this.#change({ refusing: true })
  }

  /** Takes new connections again after {@link refuse}. */
  accept(): void {
    this.#change({ refusing: false })
  }

  /** Lets everything arrive later by `ms`, in order. Without `direction` both ways: a round trip takes twice `ms` longer. */
  delayMs(ms: number, direction?: Direction): void {
    const { delayMs } = this.#faults
    this.#change({
      delayMs: direction === undefined ? { toServer: ms, toClient: ms } : { ...delayMs, [direction]: ms },
    })
  }

  /** Nothing arrives any more in either direction and nobody is told, as when a cable is pulled. `heal` delivers it. */
  blackHole(): void {
    this.#change({ holding: true })
  }

  /**
   * The server's side of every open connection ends, and the client's stays open and hears nothing: what a crash of the
   * other machine, or a firewall that forgets, leaves behind. New connections are served; `heal` cuts these.
   */
  halfOpen(): void {
    for (const connection of this.#open) connection.halfOpen()
  }

  /** The server gets what the client sends, but its answers are lost: a COMMIT happens and the client cannot know. */
  dropReplies(): void {
    this.#change({ droppingReplies: true })
  }

  /**
   * Ends every fault. What was held back is delivered; connections that lost something are cut, because no protocol
   * could go on from there.
   */
  heal(): void {
    for (const connection of this.#open) if (connection.isHalfOpen) connection.cut()
    this.#change(flowing)
  }

  /** Stops listening and resets what is open. Calling it again does nothing. */
  async close(): Promise<void> {
    if (!this.#listener.listening) return
    const closed = once(this.#listener, 'close')
    this.#listener.close()
    this.resetAll()
    await closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #change(faults: Partial<Faults>): void {
    this.#faults = { ...this.#faults, ...faults }
    for (const connection of this.#open) connection.apply(this.#faults)
  }

  #connect(client: Socket): void {
    this.#accepted++
    if (this.#faults.refusing) {
      client.on('error', () => undefined).resetAndDestroy()
      return
    }
    const connection = new ProxiedConnection(client, this.#target, this.#faults)
    this.#open.add(connection)
    connection.onClose(() => this.#open.delete(connection))
  }
}
