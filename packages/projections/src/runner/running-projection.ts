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
  type ProjectionChangeLog,
  type ProjectionId,
  type ProjectionState,
  type ProjectionStatus,
  type ProjectionVersions,
  type ProjectionVersionState,
  type ProjectionVersionStore,
  type ProjectorConfiguration,
  type SliceStatus,
  type StoredDeadLetter,
  type SupersededError,
} from '@uno-ts/types'
import type { InProcessChangeFeed } from '../change/in-process-change-feed.ts'
import { announcedKeys } from '../change/merge-changes.ts'
import { PositionWatch } from '../consistency/position-watch.ts'
import { retryDeadLetters } from '../dead-letter/retry-dead-letters.ts'
import type { RowKeys } from '../define/projector.ts'
import { describeError } from '../failure/describe-error.ts'
import { errorHandling, type ErrorHandling } from '../failure/error-handling.ts'
import type { SharedLog } from '../log/shared-log.ts'
import { ProgressTracker } from '../progress/progress-tracker.ts'
import { rebuildKey } from '../rebuild/rebuild-key.ts'
import { supersededError } from '../version/begin-version-row.ts'
import { swapVersion } from '../version/swap-version.ts'
import { untilAborted } from '../waiting/until-aborted.ts'
import type { ObservedProjection, ProjectionTelemetry } from '../telemetry/projection-telemetry.ts'
import type { BatchSizeOptions } from './batch-size.ts'
import { beginVersion } from './begin-version.ts'
import { clearProjection } from './clear-projection.ts'
import type { BatchTarget } from './commit-batch.ts'
import { ForeignSlices } from './foreign-slices.ts'
import {
  ProjectionWorker,
  stoppedError,
  type RunOptions,
  type WorkerTerms,
  type WorkerTrouble,
} from './projection-worker.ts'
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
  /** Where a swap is noted for other processes. Default: it is not. */
  readonly changeLog?: ProjectionChangeLog | undefined
  readonly clock: Clock
  readonly logger: Logger
  readonly telemetry: ProjectionTelemetry
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
  /** Says that queries read another version, or that all processes were told something. */
  readonly onSteer: () => void
}

/** How long a swap may keep writers of the old version waiting, in milliseconds. */
const drainMs = 1_000
/** How often who waits looks at the version that queries read while another is built, in milliseconds. */
const lookMs = 100

/** One projection as a process runs it: the workers that share the slices held here, and what is known of the others. */
export class RunningProjection {
  readonly #options: RunningProjectionOptions
  readonly #newWorker: () => ProjectionWorker
  #workers: readonly ProjectionWorker[]
  #run: { readonly log: SharedLog; readonly abandon: AbortSignal } | undefined
  readonly #foreign: ForeignSlices
  readonly #watch = new PositionWatch()
  readonly #progress: ProgressTracker
  readonly #troubles = { retried: 0, skipped: 0, parked: 0 }
  #isRunning = false
  #paused = false
  #rebuilding = false
  #failure: { readonly error: unknown } | undefined
  #orders = 0
  #versionState: ProjectionVersionState | undefined
  #activeVersion: number | undefined
  #isOver = false
  #isBeginning = false
  #terms: WorkerTerms
  #configuration = ''
  #resizing: Promise<void> = Promise.resolve()

  constructor(options: RunningProjectionOptions) {
    this.#options = options
    const { target, memberId, clock, logger, batchSize, checkpointIntervalMs, eventStore } = options
    const listener = {
      onBatch: (batch: Batch, keys: RowKeys) => this.#handled(batch, keys),
      onBegin: (state: 'building' | 'active') => {
        this.#versionState ??= state
        if (state === 'building') options.onSteer()
      },
      onMove: () => this.#moved(),
      onDoubt: () => this.#announce(undefined, this.position),
      onLoss: options.onLoss,
      onTrouble: ({ kind, events }: WorkerTrouble) => {
        options.telemetry.refused(this.projectionId, kind, events)
        this.#troubles[kind] += events
      },
      onFailure: (error: unknown) => this.#fail(error),
    }
    const errors = errorHandling(target.projector.onError ?? options.onError)
    this.#terms = { batchSize, errors, pollIntervalMs: undefined, eventsPerSecond: undefined }
    const { telemetry } = options
    const shared = { target, memberId, clock, logger, telemetry }
    const worker = { ...shared, batchSize, checkpointIntervalMs, errors, listener }
    this.#newWorker = () => new ProjectionWorker(worker)
    this.#workers = Array.from({ length: Math.min(options.parallelism, target.projector.slices) }, () =>
      this.#newWorker(),
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

  /** How many there are to share; none of a version that is not to be written any more. */
  get slices(): number {
    return this.#isOver ? 0 : this.#options.target.projector.slices
  }

  /** Whether it is being built beside the version that queries read: nobody is told what it changes. */
  get isBuilding(): boolean {
    return this.#versionState === 'building'
  }

  /** Rises whenever it is told something here. */
  get orders(): number {
    return this.#orders
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
    this.#run = { log, abandon }
    if (this.#isOver) return
    this.#watch.recover()
    for (const worker of this.#workers) worker.start(this.#runOptions({ log, abandon }))
  }

  /** Ends after the batches in hand; holds nothing afterwards. */
  async stop(): Promise<void> {
    await this.#resizing
    await Promise.all(this.#workers.map((worker) => worker.stop()))
    this.#isRunning = false
    this.#run = undefined
    this.#watch.fail(this.#isOver ? this.#failure?.error : stoppedError(this.projectionId, this.position))
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

  /** Rests, in all processes: here after the batch in hand, and elsewhere as soon as they hear of it. */
  async pause(): Promise<void> {
    this.#orders += 1
    await this.#steer({ isPaused: true })
    this.#orders += 1
    await this.#rest()
  }

  /** Goes on in all processes, here also after a failure. A version that was given up begins again. */
  async resume(): Promise<void> {
    this.#orders += 1
    await this.#steer({ isPaused: false })
    if (this.#versionState === 'cancelled') {
      this.#isBeginning = true
      await this.#beginAgain().finally(() => {
        this.#isBeginning = false
      })
    }
    this.#orders += 1
    this.retry()
  }

  /** Goes on here after a failure. */
  retry(): void {
    this.#paused = false
    if (this.#isOver) return
    this.#failure = undefined
    if (this.#isRunning) this.#watch.recover()
    for (const worker of this.#workers) worker.resume()
  }

  /** Bounds how many events a second all processes handle together; `undefined`: as many as they can. */
  async throttle(eventsPerSecond: number | undefined): Promise<void> {
    this.#orders += 1
    await this.#steer({ eventsPerSecond: eventsPerSecond ?? null })
    this.#orders += 1
    this.#renew({ eventsPerSecond })
  }

  /** Takes what is known of it in all processes. */
  learn({ activeVersion, isPaused, eventsPerSecond, versions }: ProjectionVersions, orders: number): void {
    const own = versions.find(({ version }) => version === this.version)
    // What was read before it began again says that it was given up.
    if (own?.state === 'cancelled' && (this.#isBeginning || orders !== this.#orders)) return
    const before = this.#versionState
    this.#activeVersion = activeVersion
    if (own !== undefined) this.#versionState = own.state
    if (own?.state === 'retired' || own?.state === 'cancelled') {
      this.#end(supersededError(this.#options.target.projector, own.state))
    } else if (activeVersion !== undefined && activeVersion > this.version) {
      this.#end(supersededError(this.#options.target.projector, 'retired'))
    }
    if (before === 'building' && own?.state === 'active') this.#activated()
    if (orders !== this.#orders) return
    if (isPaused && !this.#paused) void this.#rest()
    if (!isPaused && this.#paused) this.#goOn()
    this.#renew({ eventsPerSecond })
  }

  /** Takes how it is to run, of what changes at run time; `undefined`: as the application has said. */
  configure(configuration: ProjectorConfiguration | undefined): void {
    const text = JSON.stringify(configuration ?? null)
    if (text === this.#configuration) return
    this.#configuration = text
    const { batchSize, onError, parallelism, target } = this.#options
    const most = configuration?.batchSize
    this.#renew({
      batchSize: most === undefined ? batchSize : { first: Math.min(batchSize.first, most), most },
      errors: errorHandling(configuration?.errorStrategy ?? target.projector.onError ?? onError),
      pollIntervalMs: configuration?.pollIntervalMs,
    })
    const workers = Math.min(configuration?.parallelism ?? parallelism, target.projector.slices)
    this.#resizing = this.#resizing.then(() => this.#resize(workers))
  }

  /** Has queries read it, once it has come to where the version stands that they read now. */
  async trySwap(): Promise<void> {
    const { target, eventStore, logger, memberId, changeLog } = this.#options
    const { projectionId, version } = this
    if (this.#failure !== undefined || !this.#isRunning) return
    const active = this.#activeVersion
    const slices =
      active === undefined ? [] : await target.storage.leases.status({ projectionId, version: active })
    const head = await eventStore.head({ tenant: target.tenant })
    const furthest = slices.reduce((most, { position }) => (position > most ? position : most), origin)
    if (this.position < (slices.length > 0 ? furthest : head) && !(await this.#isNear(furthest, head))) return
    const swapped = await swapVersion(target, {
      eventStore,
      changeLog,
      head,
      drainMs,
      reached: (position, signal) => this.reached(position, signal),
      isConfirmed: (status) =>
        status.length === target.projector.slices &&
        status.every(({ slice, epoch, holder }) => holder !== memberId || this.#epochOf(slice) === epoch),
    })
    if (!swapped) return
    logger.info({ projectionId, version }, 'queries read a new version of the projection')
    this.#versionState = 'active'
    this.#activeVersion = version
    this.#activated()
    this.#options.onSteer()
  }

  /** Gives up the version while it is being built: its tables are dropped. Tells whether there was something to give up. */
  async cancel(): Promise<boolean> {
    const { storage, projector } = this.#options.target
    const cancelled = await storage.transaction(async (transaction) => {
      await storage.versions.lock(projector.projectionId, { mode: 'exclusive', transaction })
      await storage.leases.reclaim(projector, { transaction })
      return await storage.versions.cancel(projector, { transaction })
    })
    if (!cancelled) return false
    this.#versionState = 'cancelled'
    this.#end(supersededError(projector, 'cancelled'))
    this.#options.onSteer()
    return true
  }

  /** Makes the rows of one key anew. */
  async rebuildKey(key: string, signal: AbortSignal): Promise<number> {
    const { target, eventStore } = this.#options
    const { handled, keys } = await rebuildKey(target, { key, eventStore, signal })
    await this.confirm() // the slice was taken from its holder
    this.#options.onLoss()
    this.#announce(announcedKeys(keys), this.position)
    return handled
  }

  /** Empties the rows and sets all slices back, wherever they are held. */
  async clear(from: GlobalPosition, signal: AbortSignal): Promise<void> {
    this.#rebuilding = true
    try {
      await beginVersion(this.#options.target, signal) // its tables are there
      await clearProjection(this.#options.target, { from, signal })
    } catch (error) {
      this.#rebuilding = false
      throw error
    }
    this.#rebuilding = true // though it came to the end of the log meanwhile
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

  /**
   * Waits until queries see everything up to a position: in this version where they read it, and while it is built in the one
   * they read.
   *
   * @throws what stopped the projection, or the signal's reason
   */
  async visible(position: GlobalPosition, signal: AbortSignal): Promise<void> {
    const { storage } = this.#options.target
    const { projectionId } = this
    while (this.isBuilding && this.#failure === undefined) {
      const active = this.#activeVersion
      const slices =
        active === undefined ? [] : await storage.leases.status({ projectionId, version: active })
      if (slices.length > 0 && slices.every((slice) => slice.position >= position)) return
      await untilAborted(signal, lookMs)
      signal.throwIfAborted()
    }
    await this.reached(position, signal)
  }

  /** Waits until queries read this version. @throws what stopped it, or the signal's reason */
  async activated(signal: AbortSignal): Promise<void> {
    while (this.#versionState !== 'active') {
      signal.throwIfAborted()
      if (this.#failure !== undefined) throw this.#failure.error
      if (!this.#isRunning) throw stoppedError(this.projectionId, this.position)
      await untilAborted(signal, lookMs)
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

  /** What is told of it to who collects metrics. */
  async observe(head: GlobalPosition): Promise<ObservedProjection> {
    const { state, rate, position } = this.status(head)
    const { storage, projector } = this.#options.target
    const { strategy } = errorHandling(projector.onError ?? this.#options.onError)
    const parked =
      strategy === 'deadLetter' ? await storage.deadLetters.keys(projector).catch(() => undefined) : undefined
    const { lagMs } = this.#progress.progress(head)
    const lag = Math.max(0, Number(head - position))
    const { projectionId } = this
    return { projectionId, state, rate, lag, lagMs: lag === 0 ? 0 : lagMs, parkedKeys: parked?.size }
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
    if (this.#isOver) throw this.#failure?.error // its rows may be those of another version
    const { outcomes, handled, keys } = await retryDeadLetters(target, eventStore, filter)
    if (outcomes.length === 0) return outcomes
    await this.confirm() // the slices were taken from their holders, who must hear that keys are free
    this.#options.onLoss()
    if (handled > 0) this.#announce(announcedKeys(keys), this.position)
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
    if (this.#rebuilding || this.isBuilding) return 'rebuilding'
    if (held === 0) return 'standby'
    return this.#atHead() ? 'running' : 'catching-up'
  }

  #atHead(): boolean {
    return this.#workers.every((worker) => worker.expected.size === 0 || worker.atHead)
  }

  #runOptions({ log, abandon }: { readonly log: SharedLog; readonly abandon: AbortSignal }): RunOptions {
    return { reader: log.open(), abandon }
  }

  async #steer(orders: Parameters<ProjectionVersionStore['steer']>[1]): Promise<void> {
    await this.#options.target.storage.versions.steer(this.projectionId, orders)
    this.#options.onSteer()
  }

  async #rest(): Promise<void> {
    this.#paused = true
    await Promise.all(this.#workers.map((worker) => worker.pause()))
  }

  /** Goes on after a rest. What has failed stays as it is. */
  #goOn(): void {
    this.#paused = false
    if (this.#failure === undefined) for (const worker of this.#workers) worker.resume()
  }

  #renew(terms: Partial<WorkerTerms>): void {
    const isSame = Object.entries(terms).every(
      ([name, value]) => this.#terms[name as keyof WorkerTerms] === value,
    )
    if (isSame) return
    this.#terms = { ...this.#terms, ...terms }
    for (const worker of this.#workers) worker.renew(this.#terms)
  }

  /** Divides the slices held here over another number of workers: who holds too many lets some go, to be handed out again. */
  async #resize(count: number): Promise<void> {
    if (count === this.#workers.length || count < 1) return
    const leaving = this.#workers.slice(count)
    const staying = this.#workers.slice(0, count)
    const joining = Array.from({ length: count - staying.length }, () => this.#newWorker())
    for (const worker of joining) {
      worker.renew(this.#terms)
      if (this.#paused) void worker.pause()
      if (this.#run !== undefined && !this.#isOver) worker.start(this.#runOptions(this.#run))
    }
    const share = Math.ceil(this.#options.target.projector.slices / count)
    await Promise.all([
      ...leaving.map((worker) => worker.stop()),
      ...staying.map((worker) => worker.take([...worker.expected.keys()].slice(share))),
    ])
    this.#workers = [...staying, ...joining]
    this.#options.onLoss()
  }

  /** Ends for good: another version has taken its place, or it was given up. */
  #end(error: SupersededError): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#options.logger.warn({ err: error, projectionId: this.projectionId }, 'the projection ends')
    this.#fail(error)
    for (const worker of this.#workers) void worker.stop()
  }

  async #beginAgain(): Promise<void> {
    await this.#options.target.storage.versions.forget(this.#options.target.projector)
    await Promise.all(this.#workers.map((worker) => worker.stop()))
    this.#versionState = undefined
    this.#isOver = false
    this.#foreign.setBack(origin)
    this.#watch.moveTo(origin)
    for (const worker of this.#workers) {
      worker.forgetBegin()
      if (this.#run !== undefined) worker.start(this.#runOptions(this.#run))
    }
    this.#options.onLoss()
  }

  /** Queries read it from now on: all they have seen may be different. */
  #activated(): void {
    this.#announce(undefined, this.position)
    this.#moved()
  }

  /** Whether it will come to a position within the time that a swap may take. */
  async #isNear(furthest: GlobalPosition, head: GlobalPosition): Promise<boolean> {
    const goal = furthest > origin ? furthest : head
    const soon = AbortSignal.timeout(lookMs)
    return await this.reached(goal, soon).then(
      () => true,
      () => false,
    )
  }

  #epochOf(slice: number): bigint | undefined {
    for (const worker of this.#workers) {
      const epoch = worker.expected.get(slice)
      if (epoch !== undefined) return epoch
    }
    return undefined
  }

  #holderOf(slice: number): ProjectionWorker | undefined {
    return this.#workers.find((worker) => worker.held.positionOf(slice) !== undefined)
  }

  #handled(batch: Batch, keys: RowKeys): void {
    this.#progress.recordProgress({
      handled: batch.events.length,
      position: batch.position,
      recordedAt: batch.events.at(-1)?.recordedAt,
    })
    if (batch.events.length > 0) {
      this.#announce(announcedKeys(keys), batch.position)
      this.#options.onCommit()
    }
    this.#moved() // last: who waited may read through a cache that has heard of the change
  }

  #announce(keys: readonly string[] | undefined, position: GlobalPosition): void {
    if (this.isBuilding) return
    const { tenant } = this.#options.target
    this.#options.changes.announce({ projectionId: this.projectionId, tenant, keys, position })
  }

  #moved(): void {
    if (this.#rebuilding && this.held.slices > 0 && this.#atHead()) this.#rebuilding = false
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
