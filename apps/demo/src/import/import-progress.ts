import type { ImportTally } from './import-tally.ts'
import { ProgressLine, type ProgressOutput } from './progress-line.ts'

export interface ImportProgressOptions {
  /** How many lines the file has. */
  readonly lines: number
  readonly tally: ImportTally
  readonly output: ProgressOutput
  readonly startedAt: number
}

/** Shows how far an import is, how fast it goes and how long it will take. */
export class ImportProgress implements Disposable {
  readonly #options: ImportProgressOptions
  readonly #line: ProgressLine
  #linesRead = 0

  constructor(options: ImportProgressOptions) {
    this.#options = options
    this.#line = new ProgressLine(options.output, () => ({ share: this.#share(), text: this.#text() }))
  }

  /** Takes note of how far into the file the import is. */
  advance(linesRead: number): void {
    this.#linesRead = Math.min(linesRead, this.#options.lines)
  }

  /** Writes a line of its own, above the bar. */
  say(line: string): void {
    this.#line.say(line)
  }

  [Symbol.dispose](): void {
    this.#line[Symbol.dispose]()
  }

  #text(): string {
    const { lines, tally, startedAt } = this.#options
    const seconds = (performance.now() - startedAt) / 1_000
    const rate = Math.round(this.#linesRead / seconds)
    const left = rate === 0 ? '?' : Math.ceil((lines - this.#linesRead) / rate)
    return (
      `${grouped(this.#linesRead)} of ${grouped(lines)} lines, ` +
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
