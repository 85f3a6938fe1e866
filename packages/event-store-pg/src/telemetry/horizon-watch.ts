import type { GlobalPosition, Horizon, HorizonHolder, Logger } from '@uno-ts/types'

/** What {@link HorizonWatch} needs. */
export interface HorizonWatchOptions {
  /** How long the horizon may stand still while appends are under way before somebody is named. */
  readonly warnAfterMs: number
  readonly readHolders: () => Promise<readonly HorizonHolder[]>
  readonly logger: Logger
  /** In milliseconds, never going back. Default: the machine's. */
  readonly now?: (() => number) | undefined
}

interface Standstill {
  readonly position: GlobalPosition
  readonly since: number
  warnAfterMs: number
}

/**
 * Names who holds readers back: when the horizon has stood still for long while appends are under way, a warning says
 * which server processes hold it, since when, and with which statement. Again after twice the time, and so on.
 */
export class HorizonWatch {
  readonly #options: HorizonWatchOptions
  #standstill: Standstill | undefined

  constructor(options: HorizonWatchOptions) {
    this.#options = options
  }

  /** Looks at a horizon that was read for somebody else. */
  seen({ position, drawn }: Horizon): void {
    if (drawn <= position) {
      this.#standstill = undefined
      return
    }
    const { now = () => performance.now(), warnAfterMs } = this.#options
    if (this.#standstill?.position !== position) {
      this.#standstill = { position, since: now(), warnAfterMs }
      return
    }
    const heldMs = Math.round(now() - this.#standstill.since)
    if (heldMs < this.#standstill.warnAfterMs) return
    this.#standstill.warnAfterMs *= 2
    void this.#warn(position, heldMs)
  }

  async #warn(position: GlobalPosition, heldMs: number): Promise<void> {
    const { readHolders, logger } = this.#options
    try {
      const holders = await readHolders()
      if (holders.length === 0) return // just gone
      logger.warn(
        { position: String(position), heldMs, holders },
        'readers wait for appends that are under way',
      )
    } catch (error) {
      logger.debug({ error }, 'who holds the horizon could not be asked')
    }
  }
}
