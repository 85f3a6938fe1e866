import { columns } from './invoice-record.ts'
import { readLines } from './read-lines.ts'

/** What a first look at the file tells. Lines count from 1, the header included. */
export interface FileSurvey {
  /** The number of the last line that is not empty. */
  readonly lastLine: number
  /** The last line of each invoice: an invoice is complete only when the file has no more of it. */
  readonly lastLineOf: ReadonlyMap<string, number>
}

/** The file cannot be imported at all; the message is for the person who named it. */
export class UnusableFileError extends Error {
  override readonly name = 'UnusableFileError'
}

/**
 * Reads the file once, for its header and for where each invoice ends.
 *
 * @throws UnusableFileError when the header is another one
 */
export async function surveyFile(path: string): Promise<FileSurvey> {
  const lastLineOf = new Map<string, number>()
  let line = 0
  let lastLine = 0
  let current = ''
  for await (const lines of readLines(path)) {
    for (const text of lines) {
      line++
      if (line === 1) checkHeader(text)
      if (text === '') continue
      const invoiceNo = firstField(text)
      if (invoiceNo !== current) {
        lastLineOf.set(current, lastLine)
        current = invoiceNo
      }
      lastLine = line
    }
  }
  lastLineOf.set(current, lastLine)
  if (line === 0) throw new UnusableFileError('the file is empty')
  return { lastLine, lastLineOf }
}

function firstField(line: string): string {
  const comma = line.indexOf(',')
  const field = comma === -1 ? line : line.slice(0, comma)
  return field.startsWith('"') ? field.replaceAll('"', '') : field
}

function checkHeader(line: string): void {
  if (line.replaceAll('"', '') === columns.join(',')) return
  throw new UnusableFileError(`the first line is not the header ${columns.join(',')}`)
}
