import { origin, type EventStore, type GlobalPosition, type Logger } from '@uno-ts/types'
import { Interruption } from '../waiting/interruption.ts'
import { untilAborted } from '../waiting/until-aborted.ts'
import type { BatchTarget } from './commit-batch.ts'

/** What {@link ForeignSlices} are made of. */
export interface ForeignSlicesOptions {
  readonly target: BatchTarget
  readonly eventStore: EventStore
  readonly logger: Logger
  /** Whether a slice is held in this process. */
  readonly isHeld: (slice: number) => boolean
}

const firstPauseMs = 20
const longestPauseMs = 250

/** What is known of the slices of a projection that other processes hold. Nobody asks while nobody waits. */
export class ForeignSlices {
  readonly #options: ForeignSlicesOptions
  readonly #positions = new Map<number, GlobalPosition>()
  readonly #interruption = new Interruption()
  #pauseMs = firstPauseMs

  constructor(options: ForeignSlicesOptions) {
    this.#options = options
  }

  /** Where the one furthest back stands; `undefined` when all slices are held here. */
  get position(): GlobalPosition | undefined {
    let least: GlobalPosition | undefined
    for (let slice = 0; slice < this.#options.target.projector.slices; slice += 1) {
      if (this.#options.isHeld(slice)) continue
      const position = this.#positions.get(slice) ?? origin
      if (least === undefined || position < least) least = position
    }
    return least
  }

  /** Forgets what was known: everything was set back. */
  setBack(position: GlobalPosition): void {
    this.#positions.clear()
    for (let slice = 0; slice < this.#options.target.projector.slices; slice += 1) {
      this.#positions.set(slice, position)
    }
  }

  /** Has who waits look at once. */
  look(): void {
    this.#pauseMs = firstPauseMs
    this.#interruption.interrupt()
  }

  /** Looks once, and pauses when the position was not reached: until a signal comes, or for a quarter of a second. */
  async advance(target: GlobalPosition, signal: AbortSignal): Promise<void> {
    const { signal: woken } = this.#interruption
    try {
      await this.#read(target, signal)
    } catch (error) {
      this.#options.logger.debug({ err: error }, 'slices of other processes could not be read; trying again')
    }
    if (this.position !== undefined && this.position >= target) return
    const pause = this.#pauseMs
    this.#pauseMs = Math.min(longestPauseMs, pause * 2)
    await untilAborted(AbortSignal.any([woken, signal]), pause)
  }

  async #read(target: GlobalPosition, signal: AbortSignal): Promise<void> {
    const { storage, projector } = this.#options.target
    for (const { slice, position } of await storage.leases.status(projector)) {
      this.#positions.set(slice, position)
    }
    const { position } = this
    if (position === undefined || position >= target) return
    if (await this.#nothingConcernsIt(position, target, signal)) this.#pass(target)
  }

  /** Whether no event between two positions is one that the projection reads: then nobody writes a checkpoint for it. */
  async #nothingConcernsIt(
    after: GlobalPosition,
    target: GlobalPosition,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { eventStore, target: to } = this.#options
    const filter = { types: [...to.projector.eventTypes] }
    const page = await eventStore.readPage({ after, filter, limit: 1, tenant: to.tenant, signal })
    const [event] = page.events
    return event === undefined ? page.position >= target : event.globalPosition > target
  }

  #pass(position: GlobalPosition): void {
    for (let slice = 0; slice < this.#options.target.projector.slices; slice += 1) {
      const known = this.#positions.get(slice) ?? origin
      if (position > known) this.#positions.set(slice, position)
    }
  }
}
