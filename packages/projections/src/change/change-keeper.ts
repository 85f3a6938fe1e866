import type { Clock, Logger, ProjectionChangeLog } from '@uno-ts/types'

/** What a {@link ChangeKeeper} is made of. */
export interface ChangeKeeperOptions {
  readonly changes: ProjectionChangeLog
  /** How long changes are kept, in milliseconds. */
  readonly keepMs: number
  readonly clock: Clock
  readonly logger: Logger
}

/** The longest time between two looks for what is too old, in milliseconds. */
const longestMs = 60_000

/** Has the log of changes forget what is too old: ten times within the time it keeps it, or once a minute. */
export class ChangeKeeper {
  readonly #options: ChangeKeeperOptions
  #lookedAt: number

  constructor(options: ChangeKeeperOptions) {
    this.#options = options
    this.#lookedAt = options.clock.now()
  }

  /** Looks, when it is time. */
  beat(): void {
    const { changes, keepMs, clock, logger } = this.#options
    if (clock.now() - this.#lookedAt < Math.min(keepMs / 10, longestMs)) return
    this.#lookedAt = clock.now()
    changes.forget({ olderThanMs: keepMs }).catch((error: unknown) => {
      logger.debug({ err: error }, 'old changes were not forgotten; trying again later')
    })
  }
}
