/** A fenced block of a Markdown text. */
export interface Fence {
  /** The word after the back-ticks, such as `ts`; empty when there is none. */
  readonly language: string
  /** The words after the language. */
  readonly flags: readonly string[]
  /** The 1-based line of the code's first line. */
  readonly line: number
  /** How many lines the block takes, its marks included. */
  readonly height: number
  readonly code: string
  /** The whole block as it stands in the page, its marks included. */
  readonly text: string
}

const opening = /^(?<indent>\s*)(?<marks>`{3,}|~{3,})\s*(?<info>.*)$/

/** Lists the fenced blocks of a Markdown text, in order. */
export function fencesOf(markdown: string): readonly Fence[] {
  return [...walk(markdown.split('\n'))].filter((part) => typeof part !== 'string')
}

/** Gives the Markdown text without its fenced blocks; the other lines keep their places. */
export function withoutFences(markdown: string): string {
  return [...walk(markdown.split('\n'))]
    .map((part) => (typeof part === 'string' ? part : '\n'.repeat(part.height - 1)))
    .join('\n')
}

/** Changes the lines of a Markdown text that stand outside of fenced blocks. */
export function mapProse(markdown: string, change: (line: string) => string): string {
  return [...walk(markdown.split('\n'))]
    .map((part) => (typeof part === 'string' ? change(part) : part.text))
    .join('\n')
}

function* walk(lines: readonly string[]): Generator<string | Fence> {
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const { indent = '', marks, info = '' } = opening.exec(line)?.groups ?? {}
    if (marks === undefined) {
      yield line
      continue
    }
    const [language = '', ...flags] = info.trim().split(/\s+/)
    const first = at + 1
    let end = first
    while (end < lines.length && !isClosing(lines[end] ?? '', marks)) end++
    const code = lines.slice(first, end).map((text) => text.replace(indent, ''))
    const text = lines.slice(at, end + 1).join('\n')
    yield { language, flags, line: first + 1, height: end - at + 1, code: code.join('\n'), text }
    at = end
  }
}

function isClosing(line: string, marks: string): boolean {
  const text = line.trim()
  return text.startsWith(marks) && text.replaceAll(marks.charAt(0), '') === ''
}
