import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { LoadAnswer, LoadOrder } from './load-order.ts'

/** A process of its own that makes load. Disposing it ends it. */
export class LoadGenerator implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #gone: Promise<never>

  constructor() {
    const file = fileURLToPath(new URL('load-process.ts', import.meta.url))
    this.#process = fork(file, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    this.#gone = once(this.#process, 'exit').then(([status]) => {
      throw new Error(`the process that makes load ended with ${status}`)
    })
    this.#gone.catch(() => undefined) // whoever waits for an answer hears of it
  }

  /** Has something done, and answers how long it took, in milliseconds. @throws when it could not be done */
  async order(order: LoadOrder): Promise<number> {
    const answered = once(this.#process, 'message')
    this.#process.send(order)
    const [answer] = (await Promise.race([answered, this.#gone])) as [LoadAnswer]
    if ('failed' in answer) throw new Error(answer.failed)
    return answer.ms
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null) return
    const gone = once(this.#process, 'exit')
    this.#process.kill('SIGTERM')
    await gone
  }
}
