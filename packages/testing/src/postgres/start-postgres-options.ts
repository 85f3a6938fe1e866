/** How {@link startPostgres} finds, starts and keeps a server. */
export interface StartPostgresOptions {
  /**
   * A server that runs already; then nothing is started, and the options below do not apply. Default:
   * `TEST_DATABASE_URL`, else `DATABASE_URL` of `env`, unless an option asks for a server of its own: `version`,
   * `extensions`, `dir`, `durable`, `port` or `settings`.
   */
  readonly url?: string | undefined
  /** Where the variables above and `PATH` are read. Default `process.env`: this is a test kit. */
  readonly env?: NodeJS.ProcessEnv | undefined
  /** The major version, such as 15. Default: what is found first, npm's 18 if it is installed. */
  readonly version?: number | undefined
  /**
   * Extensions the server must be able to create beside those PostgreSQL brings itself: `vector` (pgvector), `age` (Apache
   * AGE). Where no installation has them, those of Debian 13 are unpacked on any Debian machine: 42 MB, fetched once.
   * Default: none.
   */
  readonly extensions?: readonly string[] | undefined
  /**
   * The folder for the data; it is kept. A live server that is found in it is used as it is. Default: a temporary
   * folder, gone with the server.
   */
  readonly dir?: string | undefined
  /**
   * Whether what was committed survives a crash of the machine: `fsync`, `synchronous_commit` and `full_page_writes` on.
   * Default: true with `dir`, false without, because a throw-away server is faster without.
   */
  readonly durable?: boolean | undefined
  /** The port on 127.0.0.1. Default: a free one. */
  readonly port?: number | undefined
  /** Server settings by name, stronger than ours: `{ wal_level: 'logical' }`. `max_connections` is 200 unless set here. */
  readonly settings?: Readonly<Record<string, string>> | undefined
  /** Where unpacked programs and a fresh database folder are kept between runs. Default: below the temporary folder. */
  readonly cacheDir?: string | undefined
  /** When to give up waiting for the server, in milliseconds. Default 30,000: it may have to recover first. */
  readonly startTimeoutMs?: number | undefined
}
