/** Which keys carry which tag. */
export class TagIndex {
  readonly #keysByTag = new Map<string, Set<string>>()

  add(key: string, tags: readonly string[]): void {
    for (const tag of tags) {
      const known = this.#keysByTag.get(tag)
      if (known === undefined) this.#keysByTag.set(tag, new Set([key]))
      else known.add(key)
    }
  }

  remove(key: string, tags: readonly string[]): void {
    for (const tag of tags) {
      const keys = this.#keysByTag.get(tag)
      keys?.delete(key)
      if (keys?.size === 0) this.#keysByTag.delete(tag)
    }
  }

  keysOf(tag: string): readonly string[] {
    return [...(this.#keysByTag.get(tag) ?? [])]
  }
}
