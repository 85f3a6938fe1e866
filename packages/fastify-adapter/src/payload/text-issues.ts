import type { ValidationIssue } from '@uno-ts/types'

/** What is wrong with the texts of a value, and whether it nests too deep. */
export interface TextFindings {
  readonly issues: readonly ValidationIssue[]
  readonly tooDeep: boolean
}

/**
 * Looks for what no store can keep and no schema library looks for: NUL characters, halves of surrogate pairs, and
 * nesting that ends in a stack overflow. Every place is named, from `path` on.
 *
 * @param deepest - how many lists and objects may lie within each other
 */
export function textIssues(
  value: unknown,
  path: readonly (string | number)[],
  deepest: number,
): TextFindings {
  if (isFine(value, deepest)) return nothing
  const search = new TextSearch(path, deepest)
  search.visit(value, 0)
  return search
}

const nothing: TextFindings = { issues: [], tooDeep: false }

/** Whether there is nothing to find: most payloads are fine, and this remembers no places. */
function isFine(value: unknown, levels: number): boolean {
  if (typeof value === 'string') return isKeepable(value)
  if (typeof value !== 'object' || value === null) return true
  if (levels === 0) return false
  if (Array.isArray(value)) return value.every((inner) => isFine(inner, levels - 1))
  return Object.entries(value).every(([name, inner]) => isKeepable(name) && isFine(inner, levels - 1))
}

function isKeepable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

class TextSearch implements TextFindings {
  readonly issues: ValidationIssue[] = []
  tooDeep = false
  /** Where the search is. It is copied for an issue only: most payloads have none. */
  readonly #path: (string | number)[]
  readonly #deepest: number

  constructor(path: readonly (string | number)[], deepest: number) {
    this.#path = [...path]
    this.#deepest = deepest
  }

  visit(value: unknown, depth: number): void {
    if (typeof value === 'string') this.#check(value, '')
    else if (Array.isArray(value)) this.#enter(value.entries(), depth)
    else if (typeof value === 'object' && value !== null) this.#enter(Object.entries(value), depth)
  }

  #enter(entries: Iterable<readonly [string | number, unknown]>, depth: number): void {
    if (depth === this.#deepest) {
      this.tooDeep = true
      // The field is enough: its whole path would be as deep as what it complains of.
      const message = `expected at most ${this.#deepest} levels of nesting`
      this.issues.push({ path: this.#path.slice(0, 2), message })
      return
    }
    for (const [key, inner] of entries) {
      this.#path.push(key)
      if (typeof key === 'string') this.#check(key, 'in the name, ')
      if (!this.tooDeep) this.visit(inner, depth + 1)
      this.#path.pop()
    }
  }

  #check(text: string, where: string): void {
    if (text.includes('\0')) this.#report(`${where}expected text without NUL characters`)
    if (!text.isWellFormed()) this.#report(`${where}expected text without halves of surrogate pairs`)
  }

  #report(message: string): void {
    this.issues.push({ path: [...this.#path], message })
  }
}
