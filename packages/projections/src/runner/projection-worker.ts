import {
  isUnoError,
  TimeoutError,
  type BegunVersion,
  type Clock,
  type HeldSlice,
  type Logger,
} from '@uno-ts/types'
import type { RowKeys } from '../define/projector.ts'
import { Backoff } from '../failure/backoff.ts'
import type { ResolvedErrorHandling } from '../failure/error-handling.ts'
import { isTransient } from '../failure/is-transient.ts'
import type { LogPage } from '../log/log-page.ts'
import type { LogReader } from '../log/log-reader.ts'
import type { ProjectionTelemetry } from '../telemetry/projection-telemetry.ts'
import { Interruption } from '../waiting/interruption.ts'
import { untilAborted } from '../waiting/until-aborted.ts'
import { BatchCommits, type WorkerTrouble } from './batch-commits.ts'
import { BatchSize, type BatchSizeOptions } from './batch-size.ts'
import type { BatchTarget } from './commit-batch.ts'
import { ProjectionAdvance } from './projection-advance.ts'
import type { Batch } from './select-batch.ts'

/** How long a checkpoint may stand behind what is known, while other slices are written, in milliseconds. */
const settleMs = 500

/** What a {@link ProjectionWorker} is made of. */
export interface ProjectionWorkerOptions {
  readonly target: BatchTarget
  readonly memberId: string
  readonly clock: Clock
  readonly logger: Logger
  readonly batchSize: BatchSizeOptions
  readonly checkpointIntervalMs: number
  readonly errors: ResolvedErrorHandling
  readonly telemetry: ProjectionTelemetry
  readonly listener: WorkerListener
}

/** Who is told what a worker does. Called between steps; must be quick. */
export interface WorkerListener {
  /** Something was committed, or passed over because it did not concern the projection. */
  readonly onBatch: (batch: Batch, keys: RowKeys) => void
  /** It has begun the version, or found it begun. */
  readonly onBegin: (state: BegunVersion['state']) => void
  /** It stands elsewhere, or holds other slices, or has come to the end of the log. */
  readonly onMove: () => void
  /** Something may have been committed without an answer: what changed is not known. */
  readonly onDoubt: () => void
  /** Slices have gone to somebody else. */
  readonly onLoss: () => void
  /** Events were refused: passed over, parked, or about to be tried again. */
  readonly onTrouble: (trouble: WorkerTrouble) => void
  /** It failed at something that will not pass by itself. */
  readonly onFailure: (error: unknown) => void
}

/** What may change while a worker runs. */
export interface WorkerTerms {
  readonly batchSize: BatchSizeOptions
  readonly errors: ResolvedErrorHandling
  /** How long it waits at the end of the log for the subscription before it looks itself; `undefined`: as long as it takes. */
  readonly pollIntervalMs: number | undefined
  /** Events a second at most, for a worker that holds all slices; fewer of them, less. `undefined`: no bound. */
  readonly eventsPerSecond: number | undefined
}

/** What ties a worker to one run of its runner. */
export interface RunOptions {
  readonly reader: LogReader
  /** Gives up the batch in hand. */
  readonly abandon: AbortSignal
}

interface Handing {
  readonly slices: readonly number[]
  readonly done: PromiseWithResolvers<void>
}

/**
 * Carries the slices it holds along the log: a loop that takes a page, commits a batch and waits for more. Between two
 * batches it looks at what is wanted of it: to stop, to rest, to take slices or to let them go.
 */
export class ProjectionWorker {
  readonly #options: ProjectionWorkerOptions
  readonly #advance: ProjectionAdvance
  #terms: WorkerTerms
  #batchSize: BatchSize
  readonly #backoff = new Backoff()
  readonly #commits: BatchCommits
  readonly #interruption = new Interruption()

  #running: Promise<void> | undefined
  #stopping = false
  #paused = false
  #failed = false
  #atHead = false
  #given: HeldSlice[] = []
  #asked: Handing[] = []
  #confirming: PromiseWithResolvers<void> | undefined
  #parked: PromiseWithResolvers<void> | undefined
  #settling: NodeJS.Timeout | undefined
  #settleDue = false

  constructor(options: ProjectionWorkerOptions) {
    const { target, memberId, clock, logger, telemetry, listener } = options
    const { checkpointIntervalMs, batchSize, errors } = options
    this.#options = options
    this.#advance = new ProjectionAdvance({ target, memberId, clock, checkpointIntervalMs })
    this.#terms = { batchSize, errors, pollIntervalMs: undefined, eventsPerSecond: undefined }
    this.#batchSize = new BatchSize(batchSize)
    this.#commits = new BatchCommits({
      projector: target.projector,
      advance: this.#advance,
      errors,
      telemetry,
      logger,
      onTrouble: listener.onTrouble,
      wait: (ms) => this.#wait(ms),
    })
  }

  /** What it holds, and where that stands. */
  get held(): ProjectionAdvance['held'] {
    return this.#advance.held
  }

  /** What it holds once it has taken what it was given: their epochs by slice. */
  get expected(): ReadonlyMap<number, bigint> {
    const epochs = new Map(this.#advance.held.epochs)
    for (const { slice, epoch } of this.#given) epochs.set(slice, epoch)
    return epochs
  }

  /** Whether it has come to the end of the log. */
  get atHead(): boolean {
    return this.#atHead
  }

  /** Begins the loop. It goes on until {@link ProjectionWorker.stop}. */
  start(options: RunOptions): void {
    this.#stopping = false
    this.#running ??= this.#run(options).finally(() => {
      this.#running = undefined
    })
  }

  /** Ends the loop after the batch in hand, and waits for that. It holds nothing afterwards. */
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
    this.#failed = false
    this.#interruption.interrupt()
  }

  /** Goes on under other terms, from the next step on. */
  renew(terms: WorkerTerms): void {
    const { batchSize, errors } = terms
    this.#commits.renew(errors)
    if (batchSize !== this.#terms.batchSize) this.#batchSize = new BatchSize(batchSize)
    this.#terms = terms
    this.#interruption.interrupt()
  }

  /** Has the next slices begin the version again. */
  forgetBegin(): void {
    this.#advance.forgetBegin()
  }

  /** Gives it slices, from the next step on. */
  give(slices: readonly HeldSlice[]): void {
    this.#given.push(...slices)
    this.#interruption.interrupt()
  }

  /** Takes slices from it after the batch in hand, and waits for that. */
  async take(slices: readonly number[]): Promise<void> {
    if (this.#running === undefined) return
    const done = Promise.withResolvers<void>()
    this.#asked.push({ slices, done })
    this.#interruption.interrupt()
    await done.promise
  }

  /** Makes it ask the store what it still holds, and waits for that. */
  async confirm(): Promise<void> {
    if (this.#running === undefined) return
    this.#confirming ??= Promise.withResolvers()
    const { promise } = this.#confirming
    this.#advance.doubt()
    this.#interruption.interrupt()
    await promise
  }

  async #run(options: RunOptions): Promise<void> {
    while (!this.#stopping) {
      try {
        await this.#step(options)
      } catch (error) {
        await this.#survive(error, options)
      }
    }
    await this.#end()
  }

  async #step(options: RunOptions): Promise<void> {
    const { signal } = this.#interruption // before the flags are read, so that none of them is missed
    await this.#hand(options)
    if (this.#advance.doubted) await this.#confirm()
    if (this.#paused || this.#failed || this.held.size === 0) return await this.#rest(options, signal)
    if (this.#settleDue) await this.#settle()
    const page = await this.#nextPage(options.reader, signal)
    if (page !== undefined) await this.#apply(page, options)
  }

  async #hand({ abandon }: RunOptions): Promise<void> {
    const given = [...this.#given]
    if (given.length > 0) {
      const begun = await this.#advance.take(given, abandon)
      this.#given = this.#given.slice(given.length)
      this.#atHead = false
      if (begun !== undefined) this.#options.listener.onBegin(begun)
      this.#options.listener.onMove()
    }
    for (let asked = this.#asked.shift(); asked !== undefined; asked = this.#asked.shift()) {
      try {
        await this.#advance.letGo(asked.slices)
      } finally {
        asked.done.resolve()
        this.#options.listener.onMove()
      }
    }
  }

  async #confirm(): Promise<void> {
    const confirming = this.#confirming
    const { lost, moved } = await this.#advance.confirm()
    if (lost || moved) {
      this.#atHead = false
      this.#options.listener.onDoubt()
    }
    this.#options.listener.onMove()
    confirming?.resolve()
    if (confirming === this.#confirming) this.#confirming = undefined
    if (lost) this.#options.listener.onLoss()
  }

  async #rest({ reader }: RunOptions, signal: AbortSignal): Promise<void> {
    reader.rest()
    await this.#flush()
    this.#settleParked()
    await untilAborted(signal)
  }

  async #nextPage(reader: LogReader, signal: AbortSignal): Promise<LogPage | undefined> {
    const { batchSize, pollIntervalMs } = this.#terms
    try {
      const options = { limit: batchSize.most, pollIntervalMs, signal, onHead: () => this.#arrive() }
      return await reader.next(this.held.position, options)
    } catch (error) {
      if (signal.aborted) return undefined
      throw error
    }
  }

  async #apply(page: LogPage, { abandon }: RunOptions): Promise<void> {
    const { clock, listener } = this.#options
    const perSecond = this.#eventsPerSecond()
    const most = Math.max(1, Math.floor(perSecond)) // not more than a second's worth
    const batch = this.#advance.select(page, Math.min(this.#batchSize.current, most))
    const startedAt = clock.now()
    const committed = await this.#commits.commit(batch, abandon)
    if (committed === undefined) return
    this.#batchSize.learn(batch.events.length, clock.now() - startedAt)
    this.#succeeded()
    this.#atHead = page.atHead && batch.position === page.position
    listener.onBatch(batch, committed.keys)
    if (this.#advance.isDue) await this.#settle()
    if (batch.slices.size > 0 && batch.slices.size < this.held.size) this.#settleSoon()
    if (batch.events.length > 0 && perSecond < Number.POSITIVE_INFINITY) {
      await this.#wait((batch.events.length / perSecond) * 1_000 - (clock.now() - startedAt))
    }
  }

  /** It has come to the end of the log, and waits there. */
  #arrive(): void {
    if (this.#atHead) return
    this.#atHead = true
    this.#options.listener.onMove()
  }

  /** This worker's part of what all may do together. */
  #eventsPerSecond(): number {
    const { eventsPerSecond = Number.POSITIVE_INFINITY } = this.#terms
    return (eventsPerSecond * this.held.size) / this.#options.target.projector.slices
  }

  /** Has the checkpoints of slices that nothing concerned follow those that were written. */
  #settleSoon(): void {
    this.#settling ??= setTimeout(() => {
      this.#settling = undefined
      this.#settleDue = true
      this.#interruption.interrupt()
    }, settleMs).unref()
  }

  async #settle(): Promise<void> {
    this.#settleDue = false
    await this.#advance.flush()
  }

  async #flush(): Promise<void> {
    try {
      await this.#advance.flush()
    } catch (error) {
      this.#advance.doubt() // only what is known of events that did not concern it is lost
      const { projectionId } = this.#options.target.projector
      this.#options.logger.debug({ err: error, projectionId }, 'a checkpoint was not written')
    }
  }

  async #end(): Promise<void> {
    clearTimeout(this.#settling)
    this.#settling = undefined
    await this.#flush()
    await this.#advance.letGo(this.held.numbers).catch(() => undefined) // they are free when the member leaves or dies
    this.#given = []
    for (const { done } of this.#asked.splice(0)) done.resolve()
    this.#confirming?.resolve()
    this.#confirming = undefined
    this.#atHead = false
    this.#options.listener.onMove()
    this.#settleParked()
  }

  #settleParked(): void {
    this.#parked?.resolve()
    this.#parked = undefined
  }

  #succeeded(): void {
    if (this.#backoff.failures > 0) {
      const { projectionId } = this.#options.target.projector
      this.#options.logger.info({ projectionId }, 'the projection goes on')
    }
    this.#backoff.reset()
  }

  async #survive(error: unknown, { abandon }: RunOptions): Promise<void> {
    const { projectionId } = this.#options.target.projector
    const { logger, listener } = this.#options
    this.#advance.doubt()
    if (abandon.aborted) return
    if (isUnoError(error, 'ERR_SUPERSEDED')) {
      this.#failed = true
      listener.onFailure(error)
    } else if (isUnoError(error, 'ERR_LEASE_LOST')) {
      logger.debug({ projectionId }, 'another runner has a slice of the projection')
    } else if (isTransient(error)) {
      if (this.#backoff.failures === 0) {
        logger.warn({ err: error, projectionId }, 'the projection waits for the database')
      }
      await this.#wait(this.#backoff.next())
    } else {
      this.#failed = true
      logger.error(
        { err: error, projectionId, position: String(this.held.position) },
        'the projection failed',
      )
      listener.onFailure(error)
    }
  }

  async #wait(ms: number): Promise<void> {
    const { signal } = this.#interruption
    if (!this.#stopping && !this.#paused && ms > 0) await untilAborted(signal, ms)
  }
}

/** What those who wait for a stopped projection are told. */
export function stoppedError(projectionId: string, position: bigint): TimeoutError {
  return new TimeoutError(`projection "${projectionId}" was stopped at ${position}`)
}
