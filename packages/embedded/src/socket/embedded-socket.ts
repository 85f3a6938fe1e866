import { Duplex } from 'node:stream'
import type { Engine } from '../engine/engine.ts'
import { errorResponse, readyForQuery } from '../protocol/backend-message.ts'
import { asksForCopyFromClient } from '../protocol/copy-from-client.ts'
import { frontendMessages } from '../protocol/frontend-message.ts'

type Callback = (error?: Error | null) => void

/**
 * The engine as a socket, so that `pg` speaks to it as to any server, with its own protocol code, types and errors. It
 * holds the engine's session from `connect` until it is closed.
 */
export class EmbeddedSocket extends Duplex {
  readonly #engine: Engine
  #leave: (() => Promise<void>) | undefined

  constructor(engine: Engine) {
    super({ writableHighWaterMark: 1 << 20 })
    this.#engine = engine
  }

  connect(): this {
    this.#engine.takeSession().then(
      (leave) => this.#enter(leave),
      (error: Error) => this.destroy(error),
    )
    return this
  }

  /** What `pg` asks of a socket; there is no network here. */
  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  override _read(): void {} // answers are pushed when they come

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Callback): void {
    void this.#exchange(chunk, done)
  }

  /** What was written while an exchange was under way goes into the next one together. */
  override _writev(chunks: readonly { chunk: Buffer }[], done: Callback): void {
    void this.#exchange(Buffer.concat(chunks.map(({ chunk }) => chunk)), done)
  }

  override _final(done: Callback): void {
    this.push(null)
    done()
  }

  override _destroy(error: Error | null, done: Callback): void {
    void this.#giveBack(error, done)
  }

  #enter(leave: () => Promise<void>): void {
    if (this.destroyed) return void leave()
    this.#leave = leave
    this.emit('connect')
  }

  async #giveBack(reason: Error | null, done: Callback): Promise<void> {
    const leave = this.#leave
    this.#leave = undefined
    const failure = await leave?.().then(noError, asError)
    done(reason ?? failure)
  }

  async #exchange(messages: Buffer, done: Callback): Promise<void> {
    done(await this.#answer(messages).then(noError, asError))
  }

  async #answer(messages: Buffer): Promise<void> {
    for (const message of frontendMessages(messages))
      if (asksForCopyFromClient(message)) return this.#refuseCopy()
    await this.#engine.exchange(messages, (answer) => this.push(answer))
  }

  #refuseCopy(): void {
    const refusal = {
      S: 'ERROR',
      V: 'ERROR',
      C: '0A000', // feature_not_supported
      M: 'the embedded database cannot COPY from the client',
      H: 'Insert many rows with: insert into … select … from unnest($1::…[], …)',
    }
    this.push(Buffer.concat([errorResponse(refusal), readyForQuery(this.#engine.inTransaction ? 'T' : 'I')]))
  }
}

const noError = (): null => null
const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
