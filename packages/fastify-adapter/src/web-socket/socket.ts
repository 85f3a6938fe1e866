/** A WebSocket as this package needs it: that of `ws`, which `@fastify/websocket` gives. */
export interface Socket {
  /** 1 while it is open. */
  readonly readyState: number
  /** The extensions that were agreed upon, none as the empty text. */
  readonly extensions: string
  /** Bytes that have not left yet. */
  readonly bufferedAmount: number
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): unknown
  on(event: 'ping' | 'pong', listener: () => void): unknown
  once(event: 'close', listener: () => void): unknown
  send(data: string): void
  ping(data?: undefined, mask?: undefined, sent?: () => void): void
  close(code?: number, reason?: string): void
  terminate(): void
}
