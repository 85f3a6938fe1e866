/** How a Redis server can be run here. */
export interface RedisProgram {
  readonly file: string
  /** For people: `/usr/bin/redis-server`, `Debian's redis-server`. */
  readonly origin: string
  readonly env: NodeJS.ProcessEnv
}
