/** As much of a Redis client as a target needs: `redis`' client fits it. */
export interface RedisCommands {
  sendCommand<Reply>(command: readonly string[]): Promise<Reply>
}
