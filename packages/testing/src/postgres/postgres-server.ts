import type { CreateDatabaseOptions, TestDatabase } from './create-database.ts'

/** A PostgreSQL server that tests may use, and end when they are done. */
export interface PostgresServer extends AsyncDisposable {
  /** The maintenance database `postgres`, as a superuser when the server was started here. */
  readonly url: string
  readonly port: number
  /** The folder of the data, when the server was started here. */
  readonly dir: string | undefined
  /** The process id of the server, when it was started here. It changes with `restart`. */
  readonly pid: number | undefined
  /** Where the server comes from, for people: `npm`, `/usr/lib/postgresql/15/bin`, `url`. */
  readonly origin: string

  /** Asks the server which version it is: `18.4`. */
  version(): Promise<string>

  /** Makes an empty database that nobody else uses. `stop` drops it at the latest. */
  createDatabase(options?: CreateDatabaseOptions): Promise<TestDatabase>

  /**
   * Ends the server and, unless `dir` was given, removes its data. A server that was not started here goes on running.
   * Calling it again does nothing.
   */
  stop(): Promise<void>

  /**
   * Kills the server as a crash does (`SIGKILL`): open connections break, nothing is flushed, `restart` recovers.
   *
   * @throws ConfigurationError when the server was not started here
   */
  kill(): Promise<void>

  /**
   * Starts the server again on the same port and folder, after ending it if it runs.
   *
   * @throws ConfigurationError when the server was not started here
   * @throws ServerStartError when it does not come up
   */
  restart(): Promise<void>
}
