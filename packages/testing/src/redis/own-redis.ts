import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accepting } from '../server/accepting.ts'
import { freePort } from '../server/free-port.ts'
import { GuardedProcess } from '../server/guarded-process.ts'
import { ServerStartError } from '../server/server-start-error.ts'
import { waitUntil } from '../server/wait-until.ts'
import type { RedisProgram } from './redis-program.ts'
import type { RedisServer } from './redis-server.ts'

/** What an {@link OwnRedis} is made of. */
export interface OwnRedisOptions {
  readonly program: RedisProgram
  readonly port: number | undefined
  readonly settings: Readonly<Record<string, string>>
  readonly startTimeoutMs: number
}

/** A Redis that we started, and that cannot outlive this process. */
export class OwnRedis implements RedisServer {
  readonly origin: string
  readonly #options: OwnRedisOptions
  #dir: string | undefined
  #process: GuardedProcess | undefined
  #port: number
  #pid: number | undefined

  constructor(options: OwnRedisOptions) {
    this.#options = options
    this.origin = options.program.origin
    this.#port = options.port ?? 0
  }

  get port(): number {
    return this.#port
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`
  }

  get pid(): number | undefined {
    return this.#pid
  }

  /** Starts the server, on a free port unless one was asked for. */
  async start(): Promise<void> {
    this.#port ||= await freePort()
    this.#dir ??= mkdtempSync(join(tmpdir(), 'uno-ts-redis-'))
    const server = this.#launch(this.#dir)
    const ready = async () => server.running && (await accepting(this.#port))
    await waitUntil(async () => !server.running || (await ready()), this.#options.startTimeoutMs)
    if (!(await ready())) {
      server.letGo()
      await server.exited()
      await this.stop()
      throw new ServerStartError(`${this.origin} did not start on port ${this.#port}`, server.log)
    }
    this.#process = server
    this.#pid = await server.pid
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM')
    if (this.#dir !== undefined) rmSync(this.#dir, { recursive: true, force: true })
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async restart(): Promise<void> {
    await this.#end('SIGTERM')
    await this.start()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    await this.#process?.end(signal)
    this.#process = undefined
    this.#pid = undefined
  }

  #launch(dir: string): GuardedProcess {
    const settings = {
      bind: '127.0.0.1',
      port: String(this.#port),
      save: '',
      appendonly: 'no',
      loglevel: 'warning',
      ...this.#options.settings,
      dir,
    }
    return new GuardedProcess({
      file: this.#options.program.file,
      args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
      env: this.#options.program.env,
      cwd: dir,
      signalOnOrphan: 'TERM',
      removeOnOrphan: dir,
    })
  }
}
