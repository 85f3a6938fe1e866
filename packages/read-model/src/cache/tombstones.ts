import type { GlobalPosition } from '@uno-ts/types'
import { LRUCache } from 'lru-cache'

interface Tombstone {
  /** When the key was outdated, counted in changes. */
  readonly at: number
  readonly position: GlobalPosition | undefined
}

/**
 * Remembers when keys were outdated, so that a value read before is known as old. It counts changes, not time. Of the keys
 * it has no more room for it remembers that they may have been outdated as lately as any of them was.
 */
export class Tombstones {
  readonly #stones: LRUCache<string, Tombstone>
  #now = 0
  /** Whatever was read up to here may be outdated. */
  #floor = 0

  constructor(max: number) {
    this.#stones = new LRUCache({
      max,
      dispose: (stone, _key, reason) => {
        if (reason === 'evict') this.#floor = Math.max(this.#floor, stone.at)
      },
    })
  }

  /** The token of a value that will be read from now on. */
  get now(): number {
    return this.#now
  }

  /** The key has changed. */
  lay(key: string, position?: GlobalPosition): void {
    const before = this.#stones.get(key)?.position
    const latest = before === undefined || (position !== undefined && position > before) ? position : before
    this.#now += 1
    this.#stones.set(key, { at: this.#now, position: latest })
  }

  /** Any key may have changed. */
  layForAll(): void {
    this.#now += 1
    this.#floor = this.#now
  }

  /** Whether a value of the key that was read after `token`, and reflects a position, is as new as is known. */
  allows(key: string, { token, reflects }: { token: number; reflects: GlobalPosition | undefined }): boolean {
    if (!(token >= this.#floor)) return false
    const stone = this.#stones.get(key)
    if (stone === undefined) return true
    if (token < stone.at) return false
    return stone.position === undefined || reflects === undefined || reflects >= stone.position
  }
}
