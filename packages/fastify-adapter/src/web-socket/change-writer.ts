import type { Writable } from 'node:stream'
import type { ChangeFrame } from './change-frame.ts'
import type { Socket } from './socket.ts'
import type { WriteTurn } from './write-turn.ts'

/** What a {@link ChangeWriter} needs. */
export interface ChangeWriterOptions {
  readonly socket: Socket
  /** What the socket writes to; `undefined` where only the socket itself can be written to. */
  readonly stream: Writable | undefined
  readonly turn: WriteTurn
  /** How much may wait for the client. */
  readonly maxBufferedBytes: number
}

/** From here on waiting for the end of the turn saves nothing. */
const worthWriting = 16_384
const isOpen = 1

/**
 * Writes changes to one client. The bytes of a change are made once for all clients and go past the socket, which would
 * make a frame of them for each; all that come in one turn of the event loop go out with one call of the system.
 *
 * Whatever else is sent over the socket goes behind what was written here only after {@link flush}.
 */
export class ChangeWriter {
  readonly #socket: Socket
  /** Not for compressed connections: each of them has a state of its own. */
  readonly #stream: Writable | undefined
  readonly #turn: WriteTurn
  readonly #maxBufferedBytes: number
  #frames: Buffer[] | undefined
  #bytes = 0

  constructor({ socket, stream, turn, maxBufferedBytes }: ChangeWriterOptions) {
    this.#socket = socket
    this.#stream = socket.extensions === '' ? stream : undefined
    this.#turn = turn
    this.#maxBufferedBytes = maxBufferedBytes
  }

  /** Whether more waits for the client than may. */
  get isBehind(): boolean {
    if (this.#socket.bufferedAmount + this.#bytes <= this.#maxBufferedBytes) return false
    this.flush() // it may be that only the turn has held it up
    return this.#socket.bufferedAmount > this.#maxBufferedBytes
  }

  /** Writes a change to the subscription of that id, at the latest at the end of the turn. */
  write(frame: ChangeFrame, id: string): void {
    if (this.#stream === undefined) return this.#socket.send(frame.text(id))
    const bytes = frame.bytes(id)
    this.#bytes += bytes.length
    if (this.#frames === undefined) {
      this.#frames = [bytes]
      this.#turn.add(this)
    } else this.#frames.push(bytes)
    if (this.#bytes >= worthWriting) this.flush()
  }

  /** Writes what there is. To a client that is leaving nothing is written. */
  flush(): void {
    const frames = this.#frames
    this.#frames = undefined
    this.#bytes = 0
    if (frames === undefined || this.#stream === undefined || this.#socket.readyState !== isOpen) return
    if (frames.length > 1) this.#stream.cork()
    for (const frame of frames) this.#stream.write(frame)
    if (frames.length > 1) this.#stream.uncork()
  }
}
