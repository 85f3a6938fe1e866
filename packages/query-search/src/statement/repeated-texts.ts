import { createHash } from 'node:crypto'

/** A connection remembers each statement it has prepared: a hundred, not one for every question ever asked. */
const most = 100

/** Tells texts that come again, and names those: the first hundred. */
export class RepeatedTexts {
  readonly #once = new Set<string>()
  readonly #names = new Map<string, string>()

  /** The name of a text that was there before; `undefined` for a new one. */
  nameOf(text: string): string | undefined {
    const name = this.#names.get(text)
    if (name !== undefined || this.#names.size >= most) return name
    if (this.#once.delete(text)) return this.#give(text)
    if (this.#once.size >= most) this.#once.clear()
    this.#once.add(text)
    return undefined
  }

  /** The name is the text's alone: others on the same connection may have the same statement, and never another. */
  #give(text: string): string {
    const name = `asked_${createHash('sha256').update(text).digest('base64url')}`
    this.#names.set(text, name)
    return name
  }
}
