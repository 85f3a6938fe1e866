/** How far something is. */
export interface ShownProgress {
  /** From 0 to 1. */
  readonly share: number
  readonly text: string
}

/** Where progress is shown: a bar on a terminal, a line now and then elsewhere. */
export type ProgressOutput = NodeJS.WritableStream & { readonly isTTY?: boolean }

const barWidth = 28

/** Shows how far something is, until it is disposed of. */
export class ProgressLine implements Disposable {
  readonly #output: ProgressOutput
  readonly #now: () => ShownProgress
  readonly #timer: NodeJS.Timeout

  constructor(output: ProgressOutput, now: () => ShownProgress) {
    this.#output = output
    this.#now = now
    this.#timer = setInterval(() => this.#show(), output.isTTY ? 200 : 5_000)
  }

  /** Writes a line of its own, above the bar. */
  say(line: string): void {
    this.#clear()
    this.#output.write(`${line}\n`)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    this.#clear()
  }

  #show(): void {
    const { share, text } = this.#now()
    const full = Math.round(share * barWidth)
    const bar = `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`
    const line = `${Math.floor(share * 100)} %  ${text}`
    this.#output.write(this.#output.isTTY ? `\r\x1b[2K${bar} ${line}` : `${line}\n`)
  }

  #clear(): void {
    if (this.#output.isTTY) this.#output.write('\r\x1b[2K')
  }
}
