import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../server/free-port.ts'
import { GuardedProcess } from '../server/guarded-process.ts'
import { ServerStartError } from '../server/server-start-error.ts'
import { waitUntil } from '../server/wait-until.ts'
import type { Account } from './account.ts'
import { createDatabase, type CreateDatabaseOptions, type TestDatabase } from './create-database.ts'
import { dataPath } from './data-folder.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'
import type { PostgresServer } from './postgres-server.ts'
import { serverVersion } from './server-version.ts'

/** What an {@link OwnPostgres} is made of. */
export interface OwnPostgresOptions {
  readonly binaries: PostgresBinaries
  readonly account: Account | undefined
  readonly dir: string
  /** Whether the folder goes with the server. */
  readonly throwAway: boolean
  readonly durable: boolean
  readonly port: number | undefined
  readonly settings: Readonly<Record<string, string>>
  readonly startTimeoutMs: number
}

/** A server that we started, and that cannot outlive this process. */
export class OwnPostgres implements PostgresServer {
  readonly dir: string
  readonly origin: string
  readonly #options: OwnPostgresOptions
  #process: GuardedProcess | undefined
  #port: number
  #pid: number | undefined

  constructor(options: OwnPostgresOptions) {
    this.#options = options
    this.dir = options.dir
    this.origin = options.binaries.origin
    this.#port = options.port ?? 0
  }

  get port(): number {
    return this.#port
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.#port}/postgres`
  }

  get pid(): number | undefined {
    return this.#pid
  }

  /** Starts the server, on a free port unless one was asked for. */
  async start(): Promise<void> {
    this.#port ||= await freePort()
    await this.#spawn()
  }

  version(): Promise<string> {
    return serverVersion(this.url)
  }

  createDatabase(options?: CreateDatabaseOptions): Promise<TestDatabase> {
    return createDatabase(this.url, options)
  }

  async stop(): Promise<void> {
    await this.#end(this.#options.durable ? 'SIGINT' : 'SIGQUIT')
    if (this.#options.throwAway) rmSync(this.dir, { recursive: true, force: true })
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async restart(): Promise<void> {
    await this.#end('SIGINT')
    await this.#spawn()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    await this.#process?.end(signal)
    this.#process = undefined
    this.#pid = undefined
  }

  async #spawn(): Promise<void> {
    const deadline = performance.now() + this.#options.startTimeoutMs
    for (;;) {
      const server = await this.#launch()
      const ready = () => /ready to accept (read-only )?connections/.test(server.log) // a standby's words are others
      await waitUntil(() => ready() || !server.running, deadline - performance.now())
      if (ready() && server.running) {
        this.#process = server
        this.#pid = await server.pid
        return
      }
      server.letGo()
      await server.exited()
      // After a kill, children of the old server may need a moment to notice.
      const oldOneLeaves = /pre-existing shared memory block/.test(server.log)
      if (!oldOneLeaves || performance.now() > deadline) {
        throw new ServerStartError(`PostgreSQL did not start in ${this.dir}`, server.log)
      }
    }
  }

  async #launch(): Promise<GuardedProcess> {
    const { binaries, account, durable, throwAway } = this.#options
    const settings = Object.entries(this.#settings()).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    return new GuardedProcess({
      file: join(binaries.folder, 'postgres'),
      args: ['-D', await dataPath(this.dir, account), '-p', String(this.#port), ...settings],
      env: binaries.env,
      cwd: this.dir,
      account,
      signalOnOrphan: durable ? 'INT' : 'QUIT',
      removeOnOrphan: throwAway ? this.dir : undefined,
    })
  }

  #settings(): Readonly<Record<string, string>> {
    const safety = this.#options.durable ? 'on' : 'off'
    return {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '200',
      fsync: safety,
      synchronous_commit: safety,
      full_page_writes: safety,
      ...this.#options.settings,
    }
  }
}
