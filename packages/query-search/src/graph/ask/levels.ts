import type { GraphNodeRef } from '@uno-ts/types'

/** The nodes by how many edges they are away from where a search began: level 0 is the beginning. */
export class Levels {
  readonly #levels: GraphNodeRef[][]
  readonly #seen: Map<string, number>

  constructor(start: GraphNodeRef) {
    this.#levels = [[start]]
    this.#seen = new Map([[idOf(start), 0]])
  }

  /** How many levels there are beyond the beginning. */
  get depth(): number {
    return this.#levels.length - 1
  }

  /** How many nodes are known. */
  get size(): number {
    return this.#seen.size
  }

  /** The farthest ones. */
  get frontier(): readonly GraphNodeRef[] {
    return this.#levels.at(-1) ?? []
  }

  /** Those so many edges away. */
  at(depth: number): readonly GraphNodeRef[] {
    return this.#levels[depth] ?? []
  }

  /** How many edges a node is away, when it is known. */
  depthOf(node: GraphNodeRef): number | undefined {
    return this.#seen.get(idOf(node))
  }

  /** Adds the next level: those of the nodes that were not known. */
  add(found: readonly GraphNodeRef[]): void {
    const next: GraphNodeRef[] = []
    for (const node of found) {
      const id = idOf(node)
      if (this.#seen.has(id)) continue
      this.#seen.set(id, this.#levels.length)
      next.push(node)
    }
    this.#levels.push(next)
  }
}

function idOf({ label, key }: GraphNodeRef): string {
  return `${label}\0${key}`
}
