import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const program = join(import.meta.dirname, 'chaos-worker.ts')

/** Processes that run the projections. Who is killed is replaced at once. */
export class WorkerCrew implements AsyncDisposable {
  /** How processes ended that nobody had killed. */
  readonly accidents: string[] = []
  readonly #arguments: readonly string[]
  readonly #workers = new Set<ChildProcess>()
  #ending = false

  constructor(options: {
    readonly url: string
    readonly ttlMs: number
    readonly chance: number
    readonly size: number
  }) {
    this.#arguments = [options.url, String(options.ttlMs), String(options.chance)]
    for (let nr = 0; nr < options.size; nr++) this.#hire()
  }

  /** Kills one as a crash does. */
  kill(): void {
    this.#any()?.kill('SIGKILL')
  }

  /** Has one sleep. Answers what wakes it. */
  stop(): () => void {
    const worker = this.#any()
    worker?.kill('SIGSTOP')
    return () => void worker?.kill('SIGCONT')
  }

  /** Has all end in the polite way, and waits for that. */
  async end(): Promise<void> {
    this.#ending = true
    await Promise.all(
      [...this.#workers].map(async (worker) => {
        const exited = once(worker, 'exit')
        worker.disconnect()
        await exited
      }),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending = true
    const exits = [...this.#workers].map((worker) => once(worker, 'exit'))
    for (const worker of this.#workers) worker.kill('SIGKILL')
    await Promise.all(exits)
  }

  #any(): ChildProcess | undefined {
    const workers = [...this.#workers]
    return workers[Math.floor(Math.random() * workers.length)]
  }

  #hire(): void {
    const worker = fork(program, this.#arguments, { execArgv: ['--conditions=@uno-ts/source'] })
    this.#workers.add(worker)
    worker.once('exit', (code, signal) => {
      this.#workers.delete(worker)
      if (signal !== 'SIGKILL' && code !== 0) this.accidents.push(`status ${code}, signal ${signal}`)
      if (!this.#ending) this.#hire()
    })
  }
}
