import { quoted } from '../table/identifier.ts'

/** What can stand in a template: another part, or a value that becomes a parameter. */
type Inner = unknown

/**
 * A piece of a statement: text with parts and parameters in its gaps. It is written in one go at the end, so a question
 * costs a few microseconds, where a builder of syntax trees takes ten times as long (measured 2026-11-23).
 */
export class SqlPart {
  /** One more than there are gaps. */
  readonly strings: readonly string[]
  readonly inner: readonly Inner[]

  constructor(strings: readonly string[], inner: readonly Inner[]) {
    this.strings = strings
    this.inner = inner
  }
}

/** Makes parts. */
export interface MakeSqlPart {
  /** Of a template: parts are put in, everything else becomes a parameter. */
  (strings: TemplateStringsArray, ...inner: readonly Inner[]): SqlPart
  /** Of text of our own, as it is: never of anything that came from outside. */
  readonly raw: (text: string) => SqlPart
  /** Of the name of a column. */
  readonly id: (name: string) => SqlPart
  /** Of parts behind each other, with a text between them. */
  readonly join: (parts: readonly SqlPart[], between?: string) => SqlPart
}

/** Makes parts of templates. */
export const sql: MakeSqlPart = Object.assign(
  (strings: TemplateStringsArray, ...inner: readonly Inner[]) => new SqlPart(strings, inner),
  {
    raw: (text: string) => new SqlPart([text], []),
    id: (name: string) => new SqlPart([quoted(name)], []),
    join: (parts: readonly SqlPart[], between = ', ') => new SqlPart(gaps(parts.length, between), parts),
  },
)

/** The texts around so many parts. */
function gaps(count: number, between: string): readonly string[] {
  return count === 0 ? [''] : ['', ...Array.from({ length: count - 1 }, () => between), '']
}

/** A statement as text with its parameters. */
export function written(part: SqlPart): { readonly text: string; readonly values: unknown[] } {
  const statement = { text: '', values: [] as unknown[] }
  write(part, statement)
  return statement
}

function write({ strings, inner }: SqlPart, statement: { text: string; values: unknown[] }): void {
  for (let index = 0; index < strings.length; index++) {
    statement.text += strings[index]
    if (index === inner.length) return
    const one = inner[index]
    if (one instanceof SqlPart) write(one, statement)
    else statement.text += `$${statement.values.push(one)}`
  }
}
