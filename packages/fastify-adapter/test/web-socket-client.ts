import { WebSocket, type ClientOptions } from 'ws'
import type { ClientMessage, ServerMessage } from '../src/web-socket/web-socket-message.ts'

/** A client of these tests: it keeps what it gets. */
export class WebSocketClient {
  readonly messages: ServerMessage[] = []
  readonly socket: WebSocket
  /** Resolves when the connection has ended. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  #wake: (() => void) | undefined

  constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data: Buffer) => {
      this.messages.push(JSON.parse(data.toString()) as ServerMessage)
      this.#wake?.()
    })
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }))
    })
  }

  /** Connects, or rejects with the status of the answer. */
  static connect(port: number, path = '/live', options: ClientOptions = {}): Promise<WebSocketClient> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, options)
    const client = new WebSocketClient(socket)
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(client))
      socket.once('unexpected-response', (_request, response) => {
        reject(new Error(`status ${response.statusCode}`))
        response.resume()
        socket.terminate()
      })
      socket.on('error', (error) => reject(error))
    })
  }

  send(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message))
  }

  /** Waits until so many messages have come, and gives them. */
  async first(amount: number): Promise<readonly ServerMessage[]> {
    while (this.messages.length < amount) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.messages.slice(0, amount)
  }

  /** The positions of the changes a subscription has got. */
  positions(id: string): number[] {
    return this.messages.flatMap((message) =>
      message.type === 'change' && message.id === id ? [Number(message.position)] : [],
    )
  }
}
