import {
  origin,
  type Clock,
  type DeadLetterFilter,
  type EventStore,
  type GlobalPosition,
  type HeldSlice,
  type HeldSummary,
  type Logger,
  type Outcome,
  type ProjectionId,
  type ProjectionState,
  type ProjectionStatus,
  type SliceStatus,
  type StoredDeadLetter,
} from '@uno-ts/types'
import type { InProcessChangeFeed } from '../change/in-process-change-feed.ts'
import { announcedKeys } from '../change/merge-changes.ts'
import { PositionWatch } from '../consistency/position-watch.ts'
import { retryDeadLetters } from '../dead-letter/retry-dead-letters.ts'
import { describeError } from '../failure/describe-error.ts'
import { errorHandling, type ErrorHandling } from '../failure/error-handling.ts'
import type { SharedLog } from '../log/shared-log.ts'
import { ProgressTracker } from '../progress/progress-tracker.ts'
import type { BatchSizeOptions } from './batch-size.ts'
import { clearProjection } from './clear-projection.ts'
import type { BatchTarget } from './commit-batch.ts'
import { ForeignSlices } from './foreign-slices.ts'
import { ProjectionWorker, stoppedError, type WorkerTrouble } from './projection-worker.ts'
import type { Batch } from './select-batch.ts'

/** What a process has done for a projection since it began. */
export interface ProjectionStats {
  /** Events handled, those that were refused included. */
  readonly handled: number
  /** How often something was tried again. */
  readonly retried: number
  /** Events passed over. */
  readonly skipped: number
  /** Events parked because a handler refused them; those that wait behind them do not count. */
  readonly parked: number
}

/** What a {@link RunningProjection} is made of. */
export interface RunningProjectionOptions {
  readonly target: BatchTarget
  readonly memberId: string
  readonly eventStore: EventStore
  readonly changes: InProcessChangeFeed
  readonly clock: Clock
  readonly logger: Logger
  readonly batchSize: BatchSizeOptions
  readonly checkpointIntervalMs: number
  /** What becomes of refused events where the definition does not say. */
  readonly onError: ErrorHandling
  /** Over how many workers its slices are divided here. */
  readonly parallelism: number
  /** Says that this process should look who holds what. */
  readonly onLoss: () => void
  /** Says that something was committed here. */
  readonly onCommit: () => void
}

/** One projection as a process runs it: the workers that share the slices held here, and what is known of the others. */
export class RunningProjection {
  readonly #options: RunningProjectionOptions
  readonly #workers: readonly ProjectionWorker[]
  readonly #foreign: ForeignSlices
  readonly #watch = new PositionWatch()
  readonly #progress: ProgressTracker
  readonly #troubles = { retried: 0, skipped: 0, parked: 0 }
  #isRunning = false
  #paused = false
  #rebuilding = false
  #failure: { readonly error: unknown } | undefined

  constructor(options: RunningProjectionOptions) {
    this.#options = options
    const { target, memberId, clock, logger, batchSize, checkpointIntervalMs, eventStore } = options
    const listener = {
      onBatch: (batch: Batch, keys: ReadonlySet<string> | undefined) => this.#handled(batch, keys),
      onMove: () => this.#moved(),
      onLoss: options.onLoss,
      onTrouble: ({ kind, events }: WorkerTrouble) => {
        this.#troubles[kind] += events
      },
      onFailure: (error: unknown) => this.#fail(error),
    }
    const errors = errorHandling(target.projector.onError ?? options.onError)
    const worker = { target, memberId, clock, logger, batchSize, checkpointIntervalMs, errors, listener }
    this.#workers = Array.from(
      { length: Math.min(options.parallelism, this.slices) },
      () => new ProjectionWorker(worker),
    )
    this.#foreign = new ForeignSlices({
      target,
      eventStore,
      logger,
      isHeld: (slice) => this.#holderOf(slice) !== undefined,
    })
    this.#progress = new ProgressTracker({ clock })
  }

  get projectionId(): ProjectionId {
    return this.#options.target.projector.projectionId
  }

  get version(): number {
    return this.#options.target.projector.version
  }

  get slices(): number {
    return this.#options.target.projector.slices
  }

  /** Whether its rows can be emptied. */
  get resettable(): boolean {
    return this.#options.target.projector.resettable
  }

  /** Everything up to here is in the rows, as far as is known here. */
  get position(): GlobalPosition {
    return this.#watch.position
  }

  /** Why it failed, while it has. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure
  }

  /** Which slices are held here, summed up. */
  get held(): HeldSummary & { readonly numbers: readonly number[] } {
    const { projectionId, version } = this
    const expected = this.#workers.flatMap((worker) => [...worker.expected])
    const epochs = expected.reduce((sum, [, epoch]) => sum + epoch, 0n)
    const numbers = expected.map(([slice]) => slice)
    return { projectionId, version, slices: numbers.length, epochs, numbers }
  }

  /** Begins to work on what it is given. */
  start(log: SharedLog, abandon: AbortSignal): void {
    this.#isRunning = true
    this.#watch.recover()
    for (const worker of this.#workers) worker.start({ reader: log.open(), abandon })
  }

  /** Ends after the batches in hand; holds nothing afterwards. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()))
    this.#isRunning = false
    this.#watch.fail(stoppedError(this.projectionId, this.position))
  }

  /** Takes slices that were handed to this process; the worker with the fewest gets each. */
  give(slices: readonly HeldSlice[]): void {
    const given = this.#workers.map((worker) => ({
      worker,
      slices: [] as HeldSlice[],
      load: worker.expected.size,
    }))
    for (const slice of slices) {
      const least = given.reduce((one, other) => (other.load < one.load ? other : one))
      least.slices.push(slice)
      least.load += 1
    }
    for (const { worker, slices: its } of given) if (its.length > 0) worker.give(its)
  }

  /** Lets slices go after the batches in hand. */
  async take(slices: readonly number[]): Promise<void> {
    await Promise.all(
      this.#workers.map(async (worker) => {
        const its = slices.filter((slice) => worker.expected.has(slice))
        if (its.length > 0) await worker.take(its)
      }),
    )
  }

  /** Makes the workers ask the store what they still hold. */
  async confirm(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.confirm()))
  }

  async pause(): Promise<void> {
    this.#paused = true
    await Promise.all(this.#workers.map((worker) => worker.pause()))
  }

  /** Goes on, also after a failure. */
  resume(): void {
    this.#paused = false
    this.#failure = undefined
    if (this.#isRunning) this.#watch.recover()
    for (const worker of this.#workers) worker.resume()
  }

  /** Empties the rows and sets all slices back, wherever they are held. */
  async clear(from: GlobalPosition, signal: AbortSignal): Promise<void> {
    this.#rebuilding = true
    try {
      await clearProjection(this.#options.target, { from, signal })
    } catch (error) {
      this.#rebuilding = false
      throw error
    }
    this.#foreign.setBack(from)
    await this.confirm()
    this.#options.onLoss()
    this.#progress.startAt(from)
    this.#watch.moveTo(from)
    this.#announce(undefined, from)
  }

  /** Waits until a position is in the rows. @throws what stopped the projection, or the signal's reason */
  async reached(position: GlobalPosition, signal: AbortSignal): Promise<void> {
    const looking = new AbortController()
    try {
      if (position > this.position && this.#isRunning) void this.#lookAround(position, looking.signal)
      await this.#watch.reached(position, signal)
    } finally {
      looking.abort()
    }
  }

  /** Tells those who wait for slices of other processes to look now. */
  look(): void {
    this.#foreign.look()
  }

  /** Where it stands, in a log that ends at `head`. */
  status(head: GlobalPosition): ProjectionStatus {
    const { handled, rate } = this.#progress.progress(head)
    const { slices } = this.held
    return {
      projectionId: this.projectionId,
      version: this.version,
      state: this.#state(slices),
      position: this.position,
      head,
      handled,
      rate,
      error: this.#failure && describeError(this.#failure.error),
      holder: slices === this.slices ? this.#options.memberId : undefined,
    }
  }

  /** What was handled here and what was not, since this process began. */
  stats(): ProjectionStats {
    const { handled } = this.#progress.progress(this.position)
    return { handled, ...this.#troubles }
  }

  /** Events that are parked. */
  async failedEvents(filter: DeadLetterFilter): Promise<readonly StoredDeadLetter[]> {
    return await this.#options.target.storage.deadLetters.find(this.#options.target.projector, filter)
  }

  /** Handles parked events again, in the order of each key. */
  async retryParked(filter: Pick<DeadLetterFilter, 'key'>): Promise<readonly Outcome<GlobalPosition>[]> {
    const { target, eventStore } = this.#options
    const { outcomes, handled } = await retryDeadLetters(target, eventStore, filter)
    if (outcomes.length === 0) return outcomes
    await this.confirm() // the slices were taken from their holders, who must hear that keys are free
    this.#options.onLoss()
    if (handled.length > 0) this.#announce(announcedKeys(target.projector.keysOf(handled)), this.position)
    return outcomes
  }

  /** Gives parked events up. Answers how many there were. */
  async clearParked(filter: Omit<DeadLetterFilter, 'limit'>): Promise<number> {
    const { storage, projector } = this.#options.target
    const count = await storage.transaction(async (transaction) => {
      await storage.leases.reclaim(projector, { transaction })
      return await storage.deadLetters.remove(projector, filter, { transaction })
    })
    await this.confirm()
    this.#options.onLoss()
    return count
  }

  /** Where each slice stands and who holds it, as the store says. */
  async sliceStatus(): Promise<readonly SliceStatus[]> {
    return await this.#options.target.storage.leases.status(this.#options.target.projector)
  }

  #state(held: number): ProjectionState {
    if (this.#failure !== undefined) return 'failed'
    if (!this.#isRunning) return 'stopped'
    if (this.#paused) return 'paused'
    if (this.#rebuilding) return 'rebuilding'
    if (held === 0) return 'standby'
    return this.#atHead() ? 'running' : 'catching-up'
  }

  #atHead(): boolean {
    return this.#workers.every((worker) => worker.expected.size === 0 || worker.atHead)
  }

  #holderOf(slice: number): ProjectionWorker | undefined {
    return this.#workers.find((worker) => worker.held.positionOf(slice) !== undefined)
  }

  #handled(batch: Batch, keys: ReadonlySet<string> | undefined): void {
    this.#progress.recordProgress({ handled: batch.events.length, position: batch.position })
    this.#rebuilding &&= !this.#atHead()
    if (batch.events.length > 0) {
      this.#announce(announcedKeys(keys), batch.position)
      this.#options.onCommit()
    }
    this.#moved() // last: who waited may read through a cache that has heard of the change
  }

  #announce(keys: readonly string[] | undefined, position: GlobalPosition): void {
    const { tenant } = this.#options.target
    this.#options.changes.announce({ projectionId: this.projectionId, tenant, keys, position })
  }

  #moved(): void {
    const places = this.#workers.filter(({ held }) => held.size > 0).map(({ held }) => held.position)
    const foreign = this.#foreign.position
    if (foreign !== undefined) places.push(foreign)
    const position = places.reduce((one, other) => (other < one ? other : one), places[0] ?? origin)
    if (position !== this.position) this.#watch.moveTo(position)
  }

  #fail(error: unknown): void {
    this.#failure = { error }
    this.#rebuilding = false
    this.#watch.fail(error)
  }

  /** While somebody waits: finds out how far slices held elsewhere have come. */
  async #lookAround(position: GlobalPosition, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.position < position) {
      await this.#foreign.advance(position, signal)
      this.#moved()
    }
  }
}
