import type { Socket } from 'node:net'

/** One direction of a connection: what comes from one socket goes to the other, late or not at all. */
export class Flow {
  readonly #from: Socket
  readonly #to: Socket
  readonly #waiting: { readonly chunk: Buffer | undefined; readonly due: number }[] = []
  #delayMs = 0
  #holding = false
  #dropping = false
  #lost = false
  #timer: NodeJS.Timeout | undefined

  constructor(from: Socket, to: Socket) {
    this.#from = from
    this.#to = to
    from.on('data', (chunk: Buffer) => this.#arrive(chunk))
    from.on('end', () => this.#arrive(undefined))
    to.on('drain', () => from.resume())
  }

  /** Whether bytes were thrown away. */
  get lost(): boolean {
    return this.#lost
  }

  set({ delayMs, holding, dropping }: { delayMs: number; holding: boolean; dropping: boolean }): void {
    this.#delayMs = delayMs
    this.#holding = holding
    this.#dropping = dropping
    this.#deliver()
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#waiting.length = 0
  }

  /** `undefined` is the end of the stream. */
  #arrive(chunk: Buffer | undefined): void {
    if (this.#dropping) {
      this.#lost = true
      return
    }
    this.#waiting.push({ chunk, due: performance.now() + this.#delayMs })
    this.#deliver()
  }

  #deliver(): void {
    clearTimeout(this.#timer)
    while (!this.#holding) {
      const next = this.#waiting[0]
      if (next === undefined) return
      const early = next.due - performance.now()
      if (early > 0) {
        this.#timer = setTimeout(() => this.#deliver(), early)
        return
      }
      this.#waiting.shift()
      this.#send(next.chunk)
    }
  }

  #send(chunk: Buffer | undefined): void {
    if (chunk === undefined) this.#to.end()
    else if (!this.#to.write(chunk)) this.#from.pause() // a slow reader slows the sender down, as without a proxy
  }
}
