import { textFrame } from './text-frame.ts'

/** For how many ids bytes are kept: the pages of one application tend to use the same few. */
const mostIds = 16

/** A change as its subscribers get it. */
export class ChangeFrame {
  /** What is the same for all: what comes behind the id. */
  readonly #rest: string
  #kept: Map<string, Buffer> | undefined = new Map()

  constructor(rest: string) {
    this.#rest = rest
  }

  /** The message to a subscription of that id. */
  text(id: string): string {
    return `{"type":"change","id":${JSON.stringify(id)},${this.#rest}`
  }

  /** The same as the bytes of a WebSocket frame. They are shared: nobody may change them. */
  bytes(id: string): Buffer {
    const known = this.#kept?.get(id)
    if (known !== undefined) return known
    const bytes = textFrame(this.text(id))
    if (this.#kept !== undefined && this.#kept.size < mostIds) this.#kept.set(id, bytes)
    return bytes
  }

  /** From now on only few will ask: keeps no bytes any more. */
  release(): void {
    this.#kept = undefined
  }
}
