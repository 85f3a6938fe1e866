import type { SignalBus } from '@uno-ts/types'

/** Hears the signals of a channel. `undefined` means: signals may have been lost, look. */
export type SignalListener = (payload: string | undefined) => void

/** One signal as it was sent. */
export interface SentSignal {
  readonly channel: string
  readonly payload: string
}

/** Signals within one process. Each listener is called on its own, after `publish` has returned. */
export class InMemorySignalBus implements SignalBus {
  readonly #channels = new Map<string, Set<SignalListener>>()
  readonly #sent: SentSignal[] = []

  /** Every signal that was sent, in order. */
  get sent(): readonly SentSignal[] {
    return this.#sent
  }

  /** {@inheritDoc SignalBus.publish} */
  async publish(channel: string, payload: string): Promise<void> {
    this.#sent.push({ channel, payload })
    this.#call(channel, payload)
  }

  /** {@inheritDoc SignalBus.subscribe} */
  async subscribe(channel: string, listener: SignalListener): Promise<() => Promise<void>> {
    const own: SignalListener = (payload) => listener(payload) // the same function may listen twice
    const listeners = this.#channels.get(channel) ?? new Set()
    this.#channels.set(channel, listeners.add(own))
    return async () => void listeners.delete(own)
  }

  /** Tells every listener that signals may have been lost, as after a broken connection. */
  interrupt(): void {
    for (const channel of this.#channels.keys()) this.#call(channel, undefined)
  }

  #call(channel: string, payload: string | undefined): void {
    const listeners = this.#channels.get(channel) ?? new Set()
    for (const listener of listeners) {
      queueMicrotask(() => {
        if (listeners.has(listener)) listener(payload)
      })
    }
  }
}
