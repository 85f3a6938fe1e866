import {
  isUnoError,
  TimeoutError,
  type Clock,
  type GlobalPosition,
  type Logger,
  type ProjectionId,
  type ProjectionState,
  type ProjectionStatus,
} from '@uno-ts/types'
import type { InProcessChangeFeed } from '../change/in-process-change-feed.ts'
import { announcedKeys } from '../change/merge-changes.ts'
import { PositionWatch } from '../consistency/position-watch.ts'
import { Backoff } from '../failure/backoff.ts'
import { describeError } from '../failure/describe-error.ts'
import { isTransient } from '../failure/is-transient.ts'
import type { LogPage } from '../log/log-page.ts'
import type { LogReader } from '../log/log-reader.ts'
import { ProgressTracker } from '../progress/progress-tracker.ts'
import { Interruption } from '../waiting/interruption.ts'
import { untilAborted } from '../waiting/until-aborted.ts'
import { BatchSize, type BatchSizeOptions } from './batch-size.ts'
import type { BatchTarget } from './commit-batch.ts'
import { ProjectionAdvance } from './projection-advance.ts'
import { selectBatch } from './select-batch.ts'

/** What a {@link ProjectionWorker} is made of. */
export interface ProjectionWorkerOptions {
  readonly target: BatchTarget
  readonly changes: InProcessChangeFeed
  readonly clock: Clock
  readonly logger: Logger
  readonly batchSize: BatchSizeOptions
  readonly checkpointIntervalMs: number
}

/** What ties a worker to one run of its runner. */
export interface RunOptions {
  readonly reader: LogReader
  /** Gives up the batch in hand. */
  readonly abandon: AbortSignal
}

interface Rebuild {
  readonly from: GlobalPosition
  readonly cleared: PromiseWithResolvers<void>
}

/**
 * Carries one projection along the log: a loop that takes a page, commits a batch and waits for more. Between two batches
 * it looks at what is wanted of it: to stop, to pause, to rebuild.
 */
export class ProjectionWorker {
  readonly #options: ProjectionWorkerOptions
  readonly #advance: ProjectionAdvance
  readonly #batchSize: BatchSize
  readonly #progress: ProgressTracker
  readonly #backoff = new Backoff()
  /** Two runners that keep pushing each other out give way for longer and longer. */
  readonly #giveWay = new Backoff({ firstMs: 1, longestMs: 1_000 })
  readonly #interruption = new Interruption()
  readonly #watch = new PositionWatch()

  #running: Promise<void> | undefined
  #stopping = false
  #paused = false
  #failure: { readonly error: unknown } | undefined
  #rebuild: Rebuild | undefined
  /** From a rebuild's beginning until it meets the end of the log. */
  #rebuilding = false
  #atHead = false
  #parked: PromiseWithResolvers<void> | undefined

  constructor(options: ProjectionWorkerOptions) {
    const { target, clock, checkpointIntervalMs, batchSize } = options
    this.#options = options
    this.#advance = new ProjectionAdvance({ target, clock, checkpointIntervalMs })
    this.#batchSize = new BatchSize(batchSize)
    this.#progress = new ProgressTracker({ clock })
  }

  /** The projection's name. */
  get projectionId(): ProjectionId {
    return this.#options.target.projector.projectionId
  }

  /** Everything up to here is in the rows. */
  get position(): GlobalPosition {
    return this.#watch.position
  }

  /** Whether its rows can be emptied. */
  get resettable(): boolean {
    return this.#options.target.projector.resettable
  }

  /** Begins the loop. It goes on until {@link ProjectionWorker.stop}. */
  start(options: RunOptions): void {
    this.#stopping = false
    this.#running ??= this.#run(options).finally(() => {
      this.#running = undefined
    })
  }

  /** Ends the loop after the batch in hand, and waits for that. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#interruption.interrupt()
    await this.#running
  }

  /** Lets it rest after the batch in hand, and waits for that. */
  async pause(): Promise<void> {
    this.#paused = true
    if (this.#running === undefined) return
    this.#parked ??= Promise.withResolvers()
    this.#interruption.interrupt()
    await this.#parked.promise
  }

  /** Lets it go on, also after a failure. */
  resume(): void {
    this.#paused = false
    this.#failure = undefined
    this.#watch.recover()
    this.#interruption.interrupt()
  }

  /** Empties the rows before the next batch and begins again; resolves once they are empty. */
  async rebuild(from: GlobalPosition): Promise<void> {
    this.#rebuild ??= { from, cleared: Promise.withResolvers() }
    const { cleared } = this.#rebuild
    this.#rebuilding = true
    this.resume()
    await cleared.promise
  }

  /** Waits until a position is in the rows. @throws what stopped the projection, or the signal's reason */
  async reached(position: GlobalPosition, signal: AbortSignal): Promise<void> {
    await this.#watch.reached(position, signal)
  }

  /** Why it failed, while it has. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure
  }

  /** Where it stands, in a log that ends at `head`. */
  status(head: GlobalPosition): ProjectionStatus {
    const { handled, rate } = this.#progress.progress(head)
    return {
      projectionId: this.projectionId,
      version: this.#options.target.projector.version,
      state: this.#state(),
      position: this.position,
      head,
      handled,
      rate,
      error: this.#failure && describeError(this.#failure.error),
    }
  }

  #state(): ProjectionState {
    if (this.#failure !== undefined) return 'failed'
    if (this.#running === undefined) return 'stopped'
    if (this.#paused) return 'paused'
    if (this.#rebuilding) return 'rebuilding'
    return this.#atHead ? 'running' : 'catching-up'
  }

  async #run(options: RunOptions): Promise<void> {
    this.#watch.recover()
    while (!this.#stopping) {
      try {
        await this.#step(options)
      } catch (error) {
        await this.#survive(error, options)
      }
    }
    await this.#flush(options)
    const stopped = new TimeoutError(`projection "${this.projectionId}" was stopped at ${this.position}`)
    this.#rebuild?.cleared.reject(stopped)
    this.#rebuild = undefined
    this.#watch.fail(stopped)
    this.#settleParked()
  }

  async #step(options: RunOptions): Promise<void> {
    const { signal } = this.#interruption // before the flags are read, so that none of them is missed
    if (this.#paused || this.#failure !== undefined) return await this.#rest(options, signal)
    if (this.#rebuild !== undefined) return await this.#clear(this.#rebuild, options)
    if (this.#advance.doubted) await this.#load()
    const page = await this.#nextPage(options.reader, signal)
    if (page !== undefined) await this.#apply(page, options)
  }

  async #rest(options: RunOptions, signal: AbortSignal): Promise<void> {
    options.reader.rest()
    await this.#flush(options)
    this.#settleParked()
    await untilAborted(signal)
  }

  async #clear({ from, cleared }: Rebuild, { abandon }: RunOptions): Promise<void> {
    await this.#advance.clear(from, abandon)
    this.#rebuild = undefined
    this.#atHead = false
    this.#standAt(from)
    this.#announce(undefined)
    cleared.resolve()
  }

  async #load(): Promise<void> {
    await this.#advance.load()
    if (this.#advance.position !== this.position) this.#standAt(this.#advance.position)
  }

  async #nextPage(reader: LogReader, signal: AbortSignal): Promise<LogPage | undefined> {
    const { most: limit } = this.#options.batchSize
    try {
      return await reader.next(this.#advance.position, { limit, signal })
    } catch (error) {
      if (signal.aborted) return undefined
      throw error
    }
  }

  async #apply(page: LogPage, { abandon }: RunOptions): Promise<void> {
    const { target, clock } = this.#options
    const batch = selectBatch(page, target.projector.eventTypes, this.#batchSize.current)
    const keys = target.projector.keysOf(batch.events)
    const startedAt = clock.now()
    await this.#advance.commit(batch, abandon)
    this.#batchSize.learn(batch.events.length, clock.now() - startedAt)
    this.#succeeded()
    this.#atHead = page.atHead && batch.position === page.position
    this.#rebuilding &&= !this.#atHead
    this.#progress.recordProgress({ handled: batch.events.length, position: batch.position })
    if (batch.events.length > 0) this.#announce(announcedKeys(keys))
    this.#watch.moveTo(batch.position) // last: who waited may read through a cache that has heard of the change
  }

  /** Stands at a position that was not worked up to just now. */
  #standAt(position: GlobalPosition): void {
    this.#progress.startAt(position)
    this.#watch.moveTo(position)
  }

  #announce(keys: readonly string[] | undefined): void {
    const { projectionId } = this
    const { tenant } = this.#options.target
    this.#options.changes.announce({ projectionId, tenant, keys, position: this.#advance.position })
  }

  async #flush({ abandon }: RunOptions): Promise<void> {
    try {
      await this.#advance.flush(abandon)
    } catch (error) {
      this.#advance.doubt() // only what is known of events that did not concern it is lost
      this.#options.logger.debug(
        { err: error, projectionId: this.projectionId },
        'a checkpoint was not written',
      )
    }
  }

  #settleParked(): void {
    this.#parked?.resolve()
    this.#parked = undefined
  }

  #succeeded(): void {
    if (this.#backoff.failures > 0) {
      this.#options.logger.info({ projectionId: this.projectionId }, 'the projection goes on')
    }
    this.#backoff.reset()
    this.#giveWay.reset()
  }

  async #survive(error: unknown, { abandon }: RunOptions): Promise<void> {
    const { projectionId } = this
    const { logger } = this.#options
    this.#advance.doubt()
    if (abandon.aborted) return
    if (isUnoError(error, 'ERR_LEASE_LOST')) {
      logger.debug({ projectionId }, 'another runner moved the projection')
      await this.#wait(this.#giveWay.next())
    } else if (isTransient(error)) {
      if (this.#backoff.failures === 0) {
        logger.warn({ err: error, projectionId }, 'the projection waits for the database')
      }
      await this.#wait(this.#backoff.next())
    } else this.#fail(error)
  }

  async #wait(ms: number): Promise<void> {
    const { signal } = this.#interruption
    if (!this.#stopping && !this.#paused) await untilAborted(signal, ms)
  }

  #fail(error: unknown): void {
    const { projectionId, position } = this
    this.#failure = { error }
    this.#rebuild?.cleared.reject(error)
    this.#rebuild = undefined
    this.#rebuilding = false
    this.#watch.fail(error)
    this.#options.logger.error(
      { err: error, projectionId, position: String(position) },
      'the projection failed',
    )
  }
}
