/** As much of a Redis client as the cache needs: `redis`' client fits it. */
export interface RedisCommands {
  /** Whether it is connected. While it is not, nothing is sent. */
  readonly isReady: boolean
  sendCommand<Reply>(command: readonly string[]): Promise<Reply>
}
