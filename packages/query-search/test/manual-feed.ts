import { globalPosition, projectionId, type ChangeFeed, type ProjectionChange } from '@uno-ts/types'

type SubscribeOptions = NonNullable<Parameters<ChangeFeed['subscribe']>[0]>

interface Listener {
  readonly options: SubscribeOptions
  readonly pending: ProjectionChange[]
  failure: unknown
  wake: () => void
}

/** A feed whose changes a test announces. */
export class ManualFeed implements ChangeFeed {
  readonly #listeners = new Set<Listener>()

  /** What its subscribers have asked for. */
  get subscriptions(): readonly SubscribeOptions[] {
    return [...this.#listeners].map(({ options }) => options)
  }

  announce(projection: string, change: Partial<Omit<ProjectionChange, 'projectionId'>> = {}): void {
    const told = { projectionId: projectionId(projection), tenant: 'default', position: globalPosition(1) }
    for (const listener of this.#listeners) {
      listener.pending.push({ keys: undefined, ...told, ...change })
      listener.wake()
    }
  }

  fail(error: unknown): void {
    for (const listener of this.#listeners) {
      listener.failure = error
      listener.wake()
    }
  }

  async *subscribe(options: SubscribeOptions = {}): AsyncGenerator<ProjectionChange> {
    const listener: Listener = { options, pending: [], failure: undefined, wake: () => undefined }
    const look = () => listener.wake()
    this.#listeners.add(listener)
    options.signal?.addEventListener('abort', look)
    try {
      for (;;) {
        options.signal?.throwIfAborted()
        if (listener.failure !== undefined) throw listener.failure
        const change = listener.pending.shift()
        if (change === undefined) await new Promise<void>((resolve) => (listener.wake = resolve))
        else yield change
      }
    } finally {
      this.#listeners.delete(listener)
    }
  }
}
