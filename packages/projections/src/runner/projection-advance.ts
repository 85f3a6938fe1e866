import {
  origin,
  type BegunVersion,
  type Clock,
  type GlobalPosition,
  type HeldSlice,
  type RecordedEvent,
} from '@uno-ts/types'
import type { RowKeys } from '../define/projector.ts'
import type { LogPage } from '../log/log-page.ts'
import { HeldSlices, type ConfirmedSlices } from '../slice/held-slices.ts'
import { deliveredBefore } from '../version/delivered-before.ts'
import { beginVersion } from './begin-version.ts'
import { commitApart, type CommitApartOptions, type SiftedBatch } from './commit-apart.ts'
import { commitBatch, type BatchTarget } from './commit-batch.ts'
import { selectBatch, type Batch } from './select-batch.ts'

/** What a {@link ProjectionAdvance} is made of. */
export interface ProjectionAdvanceOptions {
  readonly target: BatchTarget
  readonly memberId: string
  readonly clock: Clock
  /** How often, at most, checkpoints are written for events that did not concern their slices, in milliseconds. */
  readonly checkpointIntervalMs: number
}

/**
 * Moves the slices a worker holds along the log. Where nothing concerned a slice, only its position in memory moves; its
 * checkpoint follows after a while.
 */
export class ProjectionAdvance {
  readonly #target: BatchTarget
  readonly #memberId: string
  readonly #clock: Clock
  readonly #checkpointIntervalMs: number
  readonly #held = new HeldSlices()
  /** Keys that have parked events. */
  #parked = new Set<string>()
  #savedAtMs: number
  /** Events up to here are passed over: an earlier version has delivered them. */
  #deliveredBefore: GlobalPosition = origin
  #begun = false
  #doubted = false

  constructor({ target, memberId, clock, checkpointIntervalMs }: ProjectionAdvanceOptions) {
    this.#target = target
    this.#memberId = memberId
    this.#clock = clock
    this.#checkpointIntervalMs = checkpointIntervalMs
    this.#savedAtMs = clock.now()
  }

  /** What is held. */
  get held(): Pick<HeldSlices, 'size' | 'numbers' | 'epochs' | 'position' | 'positionOf'> {
    return this.#held
  }

  /** Whether what is held must be confirmed before the next step. */
  get doubted(): boolean {
    return this.#doubted
  }

  /** Says that slices may be lost or their checkpoints elsewhere: another runner took them, or a commit had no answer. */
  doubt(): void {
    this.#doubted = true
  }

  /**
   * Takes slices that were handed out. The first ones begin the version: then it answers how it has begun.
   *
   * @throws SupersededError when the version is not to be written any more
   */
  async take(slices: readonly HeldSlice[], signal: AbortSignal): Promise<BegunVersion['state'] | undefined> {
    const begun = this.#begun ? undefined : await beginVersion(this.#target, signal)
    if (begun !== undefined) this.#deliveredBefore = await deliveredBefore(this.#target)
    this.#begun = true
    await this.#readParked() // a former holder may have parked some
    this.#held.take(slices)
    return begun
  }

  /** Has the next slices begin the version again: it was given up and is wanted once more. */
  forgetBegin(): void {
    this.#begun = false
  }

  /** Lets slices go, with their checkpoints where they are known to stand. */
  async letGo(slices: readonly number[]): Promise<void> {
    try {
      await this.#save(slices)
    } finally {
      this.#held.drop(slices)
    }
  }

  /** Whether the checkpoints of slices that nothing concerned are to be written. */
  get isDue(): boolean {
    return this.#clock.now() - this.#savedAtMs >= this.#checkpointIntervalMs
  }

  /** Asks the store what is still held, and forgets the rest. */
  async confirm(): Promise<ConfirmedSlices> {
    const status = await this.#target.storage.leases.status(this.#target.projector)
    await this.#readParked() // a commit without an answer may have parked some
    const confirmed = this.#held.confirm(this.#memberId, status)
    this.#doubted = false
    return confirmed
  }

  /** Takes from a page what the next transaction handles. @throws ProjectionError when `sliceBy` threw */
  select(page: LogPage, limit: number): Batch {
    const { projector } = this.#target
    return selectBatch(page, {
      eventTypes: projector.eventTypes,
      limit,
      sliceOf: (event: RecordedEvent) => projector.sliceOf(event),
      needs: (slice: number, position: GlobalPosition) =>
        position > this.#deliveredBefore && this.#held.needs(slice, position),
    })
  }

  /**
   * Moves to the end of a batch.
   *
   * @returns the keys of the rows that changed
   * @throws LeaseLostError when another runner has a slice: nothing was written
   * @throws ProjectionError when a handler threw: nothing was written
   */
  async commit(batch: Batch, signal: AbortSignal): Promise<RowKeys> {
    let keys: RowKeys
    if (batch.events.length > 0) {
      const moves = this.#held.movesTo(batch.position, this.isDue ? undefined : batch.slices)
      keys = await commitBatch(this.#target, batch, { moves, parked: this.#parked, signal })
      this.#held.saved(moves)
    }
    this.#held.advance(batch.position)
    return keys
  }

  /**
   * Moves to the end of a batch that holds something a handler refuses: that is passed over or parked, the rest counts.
   *
   * @throws LeaseLostError when another runner has a slice: nothing was written
   */
  async commitApart(
    batch: Batch,
    options: Pick<CommitApartOptions, 'strategy' | 'attempts' | 'signal'>,
  ): Promise<SiftedBatch> {
    const moves = this.#held.movesTo(batch.position, batch.slices)
    const sifted = await commitApart(this.#target, batch, { ...options, moves, parked: this.#parked })
    this.#held.saved(moves)
    this.#held.advance(batch.position)
    if (options.strategy === 'deadLetter') {
      for (const { event } of sifted.refused) this.#parked.add(this.#target.projector.keyOf(event))
    }
    return sifted
  }

  /** Writes the checkpoints that stand behind what is known. */
  async flush(): Promise<void> {
    if (this.#doubted) return
    await this.#save(this.#held.numbers)
    this.#savedAtMs = this.#clock.now()
  }

  async #readParked(): Promise<void> {
    const { storage, projector } = this.#target
    this.#parked = new Set(await storage.deadLetters.keys(projector))
  }

  async #save(slices: readonly number[]): Promise<void> {
    const moves = this.#held.movesTo(this.#held.position, slices)
    if (moves.length === 0) return
    const { storage, projector } = this.#target
    await storage.checkpoints.saveSlices(projector, moves)
    this.#held.saved(moves)
  }
}
