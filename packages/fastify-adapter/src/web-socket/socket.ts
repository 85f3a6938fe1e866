/** A WebSocket as this package needs it: that of `ws`, which `@fastify/websocket` gives. */
export interface Socket {
  /** Bytes that have not left yet. */
  readonly bufferedAmount: number
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): unknown
  on(event: 'pong', listener: () => void): unknown
  once(event: 'close', listener: () => void): unknown
  send(data: string): void
  ping(data?: undefined, mask?: undefined, sent?: () => void): void
  close(code: number, reason: string): void
  terminate(): void
}
