import { scopeOf } from './scope-of.ts'

/** The names of what a cache keeps in Redis. */
export class RedisKeys {
  readonly #prefix: string
  /** The mark of all scopes. */
  readonly root: string

  constructor(prefix: string) {
    this.#prefix = prefix
    this.root = `${prefix}scope:`
  }

  value(key: string): string {
    return `${this.#prefix}value:${key}`
  }

  lease(key: string): string {
    return `${this.#prefix}lease:${key}`
  }

  /** The position of the last change. */
  tombstone(key: string): string {
    return `${this.#prefix}gone:${key}`
  }

  /** The mark of a key's, or a prefix's, scope. */
  scope(keyOrPrefix: string): string {
    return `${this.#prefix}scope:${scopeOf(keyOrPrefix)}`
  }

  tag(tag: string): string {
    return `${this.#prefix}tag:${tag}`
  }

  /** Changes whenever a tag is outdated. */
  get tagChanges(): string {
    return `${this.#prefix}tags`
  }
}
