import { csvFields } from './csv-fields.ts'

/** A record, or why a line is none. `line` counts from 1; a record over several lines has the number of its first. */
export type CsvRecord =
  | { readonly line: number; readonly fields: readonly string[] }
  | { readonly line: number; readonly fields: undefined; readonly reason: string }

/** A quoted field that is still open after so many lines was never meant to be one. */
const mostLines = 20
const neverClosed = 'a quote is opened and never closed'

/**
 * Puts lines together to records. A field in quotes may go on over several lines, but only when what comes out is a
 * record of `columns` fields: otherwise one forgotten quote would swallow the rest of the file. Then the line with the
 * open quote is reported, and the next one is read on its own.
 */
export class CsvRecords {
  readonly #columns: number
  /** Lines of a record whose quote is open. */
  #held: string[] = []
  #line = 0

  constructor(options: { readonly columns: number }) {
    this.#columns = options.columns
  }

  /** Up to which line everything has been given out. */
  get settledLine(): number {
    return this.#line - this.#held.length
  }

  /** Takes the next line of the file and gives what is decided by it: often one record, sometimes none or several. */
  take(line: string): readonly CsvRecord[] {
    this.#line++
    if (this.#held.length === 0 && !line.includes('"')) return [this.#checked(this.#line, line.split(','))]
    this.#held.push(line)
    return this.#settle({ atEnd: false })
  }

  /** Gives what is still held, at the end of the file. */
  end(): readonly CsvRecord[] {
    return this.#settle({ atEnd: true })
  }

  /** Decides what can be decided about the lines held. */
  #settle({ atEnd }: { readonly atEnd: boolean }): readonly CsvRecord[] {
    const records: CsvRecord[] = []
    while (this.#held.length > 0) {
      const whole = csvFields(this.#held.join('\n'))
      if (whole.kind === 'open' && !atEnd && this.#held.length < mostLines) break
      const first = this.#line - this.#held.length + 1
      const [, ...others] = this.#held
      this.#held = []
      if (whole.kind === 'fields' && (others.length === 0 || whole.fields.length === this.#columns)) {
        records.push(this.#checked(first, whole.fields))
        continue
      }
      const reason = whole.kind === 'malformed' && others.length === 0 ? whole.reason : neverClosed
      records.push({ line: first, fields: undefined, reason })
      this.#line = first
      for (const line of others) records.push(...this.take(line))
    }
    return records
  }

  #checked(line: number, fields: readonly string[]): CsvRecord {
    if (fields.length === this.#columns) return { line, fields }
    return { line, fields: undefined, reason: `expected ${this.#columns} columns, found ${fields.length}` }
  }
}
