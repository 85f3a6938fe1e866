import { streamId, type EventStore, type ReadOptions } from '@uno-ts/types'
import type { Known } from './invoice-references.ts'

export interface KnownStreamsOptions {
  readonly eventStore: EventStore
  /** The category of the streams, such as `product`. */
  readonly category: string
}

type LookOptions = Pick<ReadOptions, 'signal' | 'transaction'>

/**
 * Knows which streams of a category exist. What exists once exists for ever, so an answer of yes is kept; there are as
 * many as there are products or customers.
 */
export class KnownStreams implements Known {
  readonly #eventStore: EventStore
  readonly #category: string
  readonly #known = new Set<string>()

  constructor({ eventStore, category }: KnownStreamsOptions) {
    this.#eventStore = eventStore
    this.#category = category
  }

  has(id: string, options: LookOptions): Promise<boolean> | true {
    return this.#known.has(id) || this.#look(id, options)
  }

  /** Remembers one that has just come to life, so that nobody has to look for it. */
  add(id: string): void {
    this.#known.add(id)
  }

  async #look(id: string, options: LookOptions): Promise<boolean> {
    const { streamVersion } = await this.#eventStore.streamState(streamId(this.#category, id), options)
    if (streamVersion > 0) this.#known.add(id)
    return streamVersion > 0
  }
}
