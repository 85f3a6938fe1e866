import type { GlobalPosition } from '@uno-ts/types'

/** Beyond this many keys and tags everything is owed. */
const most = 10_000

/** What should have been outdated while Redis was away: it is made good before anything is believed again. */
export class Debt {
  readonly keys: Map<string, GlobalPosition | undefined> = new Map()
  readonly tags: Set<string> = new Set()
  readonly prefixes: Set<string> = new Set()

  get isSettled(): boolean {
    return this.keys.size === 0 && this.tags.size === 0 && this.prefixes.size === 0
  }

  addKeys(keys: readonly string[], position: GlobalPosition | undefined): void {
    for (const key of keys) {
      const before = this.keys.get(key)
      const latest = before === undefined || (position !== undefined && position > before) ? position : before
      this.keys.set(key, latest)
    }
    this.#bound()
  }

  addTags(tags: readonly string[]): void {
    for (const tag of tags) this.tags.add(tag)
    this.#bound()
  }

  addPrefix(prefix: string): void {
    this.prefixes.add(prefix)
    this.#bound()
  }

  /** Takes over all of it: what is owed from now on is a debt of its own. */
  take(): Debt {
    const taken = new Debt()
    taken.#add(this)
    this.keys.clear()
    this.tags.clear()
    this.prefixes.clear()
    return taken
  }

  /** Gives back what could not be settled. */
  giveBack(taken: Debt): void {
    this.#add(taken)
    this.#bound()
  }

  #add({ keys, tags, prefixes }: Debt): void {
    for (const [key, position] of keys) this.addKeys([key], position)
    for (const tag of tags) this.tags.add(tag)
    for (const prefix of prefixes) this.prefixes.add(prefix)
  }

  #bound(): void {
    if (this.keys.size + this.tags.size + this.prefixes.size <= most) return
    this.keys.clear()
    this.tags.clear()
    this.prefixes.clear()
    this.prefixes.add('')
  }
}
