import { fencesOf } from './fences.ts'

/** TypeScript that stands in a page or a comment. */
export interface Snippet {
  /** Snippets of one page with one name are one module; the name is made up when the page gives none. */
  readonly name: string
  /** The 1-based line of the page on which the code begins. */
  readonly line: number
  readonly code: string
  /** False for a fragment that says `no-check`. */
  readonly checked: boolean
}

/**
 * Lists the TypeScript snippets of a Markdown page.
 *
 * A first line `// file: order.ts` names the module a snippet belongs to, so that a page can show one module in
 * pieces and import it in a later snippet. The flag `no-check` after the language leaves a fragment out.
 */
export function snippetsOf(markdown: string): readonly Snippet[] {
  return fencesOf(markdown)
    .filter(({ language }) => language === 'ts' || language === 'typescript')
    .map(({ code, flags, line }) => ({
      name:
        /^\/\/ file: (?<name>[\w./-]+\.ts)\s*$/m.exec(code.split('\n', 1)[0] ?? '')?.groups?.['name'] ??
        `line-${line}.ts`,
      line,
      code,
      checked: !flags.includes('no-check'),
    }))
}

/** Gives the text of TSDoc comments alone: Markdown in which every line stands where it stands in the source. */
export function commentsAsMarkdown(source: string): string {
  let inside = false
  return source
    .split('\n')
    .map((line) => {
      const begins = !inside && /^\s*\/\*\*/.test(line)
      if (begins) inside = true
      if (!inside) return ''
      if (line.includes('*/')) inside = false
      return line.replace(/^\s*(\/\*\*|\*\/|\*) ?/, '').replace(/\s*\*\/\s*$/, '')
    })
    .join('\n')
}

/** Finds the lines of `@example` tags that no TypeScript snippet follows. */
export function examplesWithoutSnippet(comments: string): readonly number[] {
  const lines = comments.split('\n')
  return lines.flatMap((line, index) => {
    const next = lines.slice(index + 1).find((text) => text.trim() !== '')
    return line.startsWith('@example') && !/^```(ts|typescript)\b/.test(next ?? '') ? [index + 1] : []
  })
}

/** Joins the snippets of one page into modules, by name; each line keeps the number it has in the page. */
export function modulesOf(snippets: readonly Snippet[]): ReadonlyMap<string, string> {
  const modules = new Map<string, string>()
  for (const { name, line, code } of snippets.filter(({ checked }) => checked)) {
    const before = modules.get(name) ?? ''
    const missing = line - before.split('\n').length
    modules.set(name, `${before}${'\n'.repeat(missing)}${code}\n`)
  }
  return modules
}
