/**
 * Wakes other processes up. A signal is a hint: it may be lost, doubled or merged with others; whoever listens looks at
 * the database for the truth.
 */
export interface SignalBus {
  /** Sends a short text to everybody who listens on the channel; never throws for a lost connection. */
  publish(channel: string, payload: string): Promise<void>
  /** Listens until the returned function is called. `undefined` as payload means: signals may have been lost, look. */
  subscribe(channel: string, listener: (payload: string | undefined) => void): Promise<() => Promise<void>>
}
