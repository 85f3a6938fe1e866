import { projectionId, type Logger, type ProjectionId, type SignalBus, type TenantId } from '@uno-ts/types'

const channel = 'uno_projections'

/** What {@link RunnerSignals} are made of. */
export interface RunnerSignalsOptions {
  readonly signals: SignalBus | undefined
  readonly tenant: TenantId
  readonly logger: Logger
}

/** What runners of other processes tell. */
export interface RunnerSignalHandlers {
  /** A projection has come further. */
  readonly onCommit: (projectionId: ProjectionId) => void
  /** Slices have become free. */
  readonly onRelease: () => void
  /** Somebody has told all processes something, or another version is read. */
  readonly onSteer?: (() => void) | undefined
  /** Signals may have been lost. */
  readonly onDoubt: () => void
}

/** The hints that runners of several processes give each other. Whoever hears one looks at the database. */
export class RunnerSignals {
  readonly #options: RunnerSignalsOptions
  #listening: Promise<(() => Promise<void>) | undefined> | undefined

  constructor(options: RunnerSignalsOptions) {
    this.#options = options
  }

  /** Tells that a projection has come further. */
  committed(projection: ProjectionId): void {
    this.#publish({ committed: projection })
  }

  /** Tells that slices have become free. */
  released(): void {
    this.#publish({ released: true })
  }

  /** Tells that processes were told something, or that another version is read. */
  steered(): void {
    this.#publish({ steered: true })
  }

  /** Begins to listen. */
  open(handlers: RunnerSignalHandlers): void {
    const { signals, logger } = this.#options
    this.#listening ??= signals
      ?.subscribe(channel, (payload) => this.#hear(payload, handlers))
      .catch((error: unknown) => {
        logger.warn({ err: error }, 'signals of other runners cannot be heard; looking now and then instead')
        return undefined
      })
  }

  /** Listens no more. */
  async close(): Promise<void> {
    const unsubscribe = await this.#listening
    this.#listening = undefined
    await unsubscribe?.()
  }

  #publish(signal: {
    readonly committed?: ProjectionId
    readonly released?: true
    readonly steered?: true
  }): void {
    const { signals, tenant, logger } = this.#options
    void signals?.publish(channel, JSON.stringify({ tenant, ...signal })).catch((error: unknown) => {
      logger.debug({ err: error }, 'a signal was not sent; others find out by looking')
    })
  }

  #hear(payload: string | undefined, { onCommit, onRelease, onSteer, onDoubt }: RunnerSignalHandlers): void {
    if (payload === undefined) return onDoubt()
    const signal = JSON.parse(payload) as {
      tenant: TenantId
      committed?: string
      released?: true
      steered?: true
    } // written above
    if (signal.tenant !== this.#options.tenant) return
    if (signal.committed !== undefined) onCommit(projectionId(signal.committed))
    if (signal.released === true) onRelease()
    if (signal.steered === true) onSteer?.()
  }
}
