import { TimeoutError } from '@uno-ts/types'

interface Waiting {
  readonly until: number
  readonly reject: (error: unknown) => void
}

/**
 * Waits for replies, each no longer than the same time. One timer serves all of them: values are read from Redis in tens of
 * microseconds, and a timer for each would be a good part of that.
 */
export class ReplyDeadline {
  readonly #timeoutMs: number
  /** In the order of their time. */
  readonly #waiting = new Set<Waiting>()
  #timer: NodeJS.Timeout | undefined

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
  }

  /** What comes later is ignored, an error too. @throws TimeoutError when there was no reply in time */
  wait<Reply>(reply: Promise<Reply>): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { until: performance.now() + this.#timeoutMs, reject }
      this.#waiting.add(waiting)
      if (this.#timer === undefined) this.#timer = this.#arm(this.#timeoutMs)
      reply.then(
        (answer) => {
          this.#waiting.delete(waiting)
          return resolve(answer)
        },
        (error: unknown) => {
          this.#waiting.delete(waiting)
          return reject(error)
        },
      )
    })
  }

  #arm(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#expire(), ms).unref() // whoever waits has a socket open
  }

  #expire(): void {
    const now = performance.now()
    this.#timer = undefined
    for (const waiting of this.#waiting) {
      if (waiting.until > now) {
        this.#timer = this.#arm(waiting.until - now)
        return
      }
      this.#waiting.delete(waiting)
      waiting.reject(new TimeoutError(`Redis did not answer within ${this.#timeoutMs} ms`))
    }
  }
}
