/** The routes of one scope, to tell an unknown path from a known path with another method. */
export class KnownRoutes {
  readonly #methods = new Map<string, Set<string>>()

  /** Remembers a route as Fastify registers it. */
  add(url: string, method: string | readonly string[]): void {
    const known = this.#methods.get(url) ?? new Set()
    for (const name of [method].flat()) known.add(name)
    this.#methods.set(url, known)
  }

  /** The methods that some route answers at `path`, in order; empty when none does. */
  methodsOf(path: string): readonly string[] {
    const segments = path.split('/')
    const found = new Set<string>()
    for (const [url, methods] of this.#methods) {
      if (matches(url.split('/'), segments)) for (const method of methods) found.add(method)
    }
    return [...found].toSorted()
  }
}

/** Whether a path could be one of a pattern's: a parameter stands for any segment, `*` for the rest. */
function matches(pattern: readonly string[], path: readonly string[]): boolean {
  for (const [index, part] of pattern.entries()) {
    if (part === '*') return true
    const segment = path[index]
    if (segment === undefined) return part.endsWith('?') && index === pattern.length - 1
    if (part.includes(':') ? segment === '' : segment !== part) return false
  }
  return pattern.length === path.length
}
