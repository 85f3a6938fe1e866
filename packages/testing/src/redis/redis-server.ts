/** A Redis that tests may use, and end when they are done. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** The process id of the server, when it runs on this machine and was started here. It changes with `restart`. */
  readonly pid: number | undefined
  /** Where the server comes from, for people: `url`, `/usr/bin/redis-server`, `Debian's redis-server`, `docker`. */
  readonly origin: string

  /** Ends the server. One that was not started here goes on running. Calling it again does nothing. */
  stop(): Promise<void>

  /**
   * Kills the server as a crash does: open connections break. What it held is gone, unless `settings` persist it.
   *
   * @throws ConfigurationError when the server was not started here
   */
  kill(): Promise<void>

  /**
   * Starts the server again on the same port, after ending it if it runs.
   *
   * @throws ConfigurationError when the server was not started here
   */
  restart(): Promise<void>
}
