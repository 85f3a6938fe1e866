import type { ImportTally } from './import-tally.ts'

export interface ImportProgressOptions {
  /** How many lines the file has. */
  readonly lines: number
  readonly tally: ImportTally
  /** Where it is shown: a bar on a terminal, a line now and then elsewhere. */
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly startedAt: number
}

const barWidth = 28

/** Shows how far an import is, how fast it goes and how long it will take. */
export class ImportProgress implements Disposable {
  readonly #options: ImportProgressOptions
  readonly #timer: NodeJS.Timeout
  #linesRead = 0

  constructor(options: ImportProgressOptions) {
    this.#options = options
    this.#timer = setInterval(() => this.#show(), options.output.isTTY ? 200 : 5_000)
  }

  /** Takes note of how far into the file the import is. */
  advance(linesRead: number): void {
    this.#linesRead = Math.min(linesRead, this.#options.lines)
  }

  /** Writes a line of its own, above the bar. */
  say(line: string): void {
    this.#clear()
    this.#options.output.write(`${line}\n`)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    this.#clear()
  }

  #show(): void {
    const { output } = this.#options
    output.write(output.isTTY ? `\r\x1b[2K${this.#bar()} ${this.#text()}` : `${this.#text()}\n`)
  }

  #clear(): void {
    if (this.#options.output.isTTY) this.#options.output.write('\r\x1b[2K')
  }

  #bar(): string {
    const full = Math.round(this.#share() * barWidth)
    return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`
  }

  #text(): string {
    const { lines, tally, startedAt } = this.#options
    const seconds = (performance.now() - startedAt) / 1_000
    const rate = Math.round(this.#linesRead / seconds)
    const left = rate === 0 ? '?' : Math.ceil((lines - this.#linesRead) / rate)
    const percent = Math.floor(this.#share() * 100)
    return (
      `${percent} %  ${grouped(this.#linesRead)} of ${grouped(lines)} lines, ` +
      `${grouped(tally.invoices)} invoices, ${grouped(rate)} lines/s, ${left} s left`
    )
  }

  #share(): number {
    return this.#options.lines === 0 ? 1 : this.#linesRead / this.#options.lines
  }
}

/** A number as people read it: `541,909`. */
export function grouped(number: number): string {
  return number.toLocaleString('en')
}
