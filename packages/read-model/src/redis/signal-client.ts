/** As much of a Redis client as signals need: `redis`' client fits it. */
export interface SignalClient {
  /** Whether it is connected. While it is not, nothing is published. */
  readonly isReady: boolean
  publish(channel: string, message: string): Promise<unknown>
  /** A second connection with the same options: one that listens can do nothing else. */
  duplicate(): SignalSubscriber
}

/** The connection that listens. */
export interface SignalSubscriber {
  readonly isOpen: boolean
  connect(): Promise<unknown>
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>
  unsubscribe(channel: string): Promise<unknown>
  on(event: 'ready', listener: () => void): unknown
  on(event: 'error', listener: (error: unknown) => void): unknown
  destroy(): void
}
