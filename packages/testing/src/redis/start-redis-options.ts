/** How {@link startRedis} finds and starts a server. */
export interface StartRedisOptions {
  /** A server that runs already; then nothing is started. Default: `REDIS_URL` of `env`. */
  readonly url?: string | undefined
  /** Where `REDIS_URL`, `REDIS_SERVER_BIN` and `PATH` are read. Default `process.env`: this is a test kit. */
  readonly env?: NodeJS.ProcessEnv | undefined
  /** The port on 127.0.0.1. Default: a free one. */
  readonly port?: number | undefined
  /** Server settings by name: `{ 'maxmemory-policy': 'allkeys-lru' }`. Persistence is off unless set here. */
  readonly settings?: Readonly<Record<string, string>> | undefined
  /** Where unpacked programs are kept between runs. Default: below the temporary folder. */
  readonly cacheDir?: string | undefined
  /** When to give up waiting for the server, in milliseconds. Default 10,000. */
  readonly startTimeoutMs?: number | undefined
}
