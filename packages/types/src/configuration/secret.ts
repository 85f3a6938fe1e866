const shown = '[secret]'

/**
 * A text that nobody sees by accident: not in a log line, an error, JSON or a debugger's output. Whoever needs it says so
 * with {@link Secret.reveal}.
 *
 * @example
 * ```ts
 * import { Secret } from '@uno-ts/types'
 *
 * const password = new Secret('swordfish')
 * const logged = JSON.stringify({ password }) // {"password":"[secret]"}
 * const used = password.reveal()
 * ```
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The text itself. */
  reveal(): string {
    return this.#value
  }

  /** Never the text itself, so that it cannot get into a log by mistake. */
  toString(): string {
    return shown
  }

  /** Never the text itself. */
  toJSON(): string {
    return shown
  }
}
