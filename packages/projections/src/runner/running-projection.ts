import {
  origin,
  type GlobalPosition,
  type HeldSlice,
  type HeldSummary,
  type ProjectionId,
  type ProjectionState,
  type ProjectionStatus,
  type ProjectionVersions,
  type ProjectionVersionState,
  type ProjectionVersionStore,
  type ProjectorConfiguration,
  type SliceStatus,
  type SupersededError,
} from '@uno-ts/types'
import { announcedKeys } from '../change/merge-changes.ts'
import { PositionWatch } from '../consistency/position-watch.ts'
import type { RowKeys } from '../define/projector.ts'
import { describeError } from '../failure/describe-error.ts'
import { errorHandling } from '../failure/error-handling.ts'
import type { SharedLog } from '../log/shared-log.ts'
import { ProgressTracker } from '../progress/progress-tracker.ts'
import { rebuildKey } from '../rebuild/rebuild-key.ts'
import { supersededError } from '../version/begin-version-row.ts'
import { cancelBuild } from '../version/cancel-build.ts'
import { swapWhenReached } from '../version/swap-when-reached.ts'
import { untilAborted } from '../waiting/until-aborted.ts'
import type { ObservedProjection } from '../telemetry/projection-telemetry.ts'
import { beginVersion } from './begin-version.ts'
import { clearProjection } from './clear-projection.ts'
import { ParkedEvents } from './parked-events.ts'
import type { ProjectionStats, RunningProjectionOptions } from './running-projection-options.ts'
import { ForeignSlices } from './foreign-slices.ts'
import type { WorkerTrouble } from './batch-commits.ts'
import { stoppedError } from './projection-worker.ts'
import type { Batch } from './select-batch.ts'
import { WorkerGroup } from './worker-group.ts'

/** How often who waits looks at the version that queries read while another is built, in milliseconds. */
const lookMs = 100

/** One projection as a process runs it: the workers that share the slices held here, and what is known of the others. */
export class RunningProjection {
  /** What was refused. */
  readonly parked: ParkedEvents
  readonly #options: RunningProjectionOptions
  readonly #workers: WorkerGroup
  readonly #foreign: ForeignSlices
  readonly #watch = new PositionWatch()
  readonly #progress: ProgressTracker
  readonly #troubles = { retried: 0, skipped: 0, parked: 0 }
  #isRunning = false
  #rebuilding = false
  #failure: { readonly error: unknown } | undefined
  #orders = 0
  #versionState: ProjectionVersionState | undefined
  #activeVersion: number | undefined
  #isBeginning = false
  #configuration = ''

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
    this.#workers = new WorkerGroup({
      target,
      memberId,
      clock,
      logger,
      telemetry: options.telemetry,
      batchSize,
      checkpointIntervalMs,
      errors: errorHandling(target.projector.onError ?? options.onError),
      listener,
      parallelism: options.parallelism,
      onLoss: options.onLoss,
    })
    this.#foreign = new ForeignSlices({
      target,
      eventStore,
      logger,
      isHeld: (slice) => this.#workers.holds(slice),
    })
    this.parked = new ParkedEvents({
      target,
      eventStore,
      onReclaim: () => this.#reclaimed(),
      onHandled: (keys) => this.#announce(announcedKeys(keys), this.position),
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
    return this.#workers.isOver ? 0 : this.#options.target.projector.slices
  }

  /** Whether it is being built beside the version that queries read: nobody is told what it changes. */
  get isBuilding(): boolean {
    return this.#versionState === 'building'
  }

  /** Whether another version has taken its place, or it was given up. */
  get isOver(): boolean {
    return this.#workers.isOver
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
    const { expected } = this.#workers
    const epochs = expected.reduce((sum, [, epoch]) => sum + epoch, 0n)
    const numbers = expected.map(([slice]) => slice)
    return { projectionId, version, slices: numbers.length, epochs, numbers }
  }

  /** Begins to work on what it is given. */
  start(log: SharedLog, abandon: AbortSignal): void {
    this.#isRunning = true
    if (!this.#workers.isOver) this.#watch.recover()
    this.#workers.start({ log, abandon })
  }

  /** Ends after the batches in hand; holds nothing afterwards. */
  async stop(): Promise<void> {
    await this.#workers.stop()
    this.#isRunning = false
    this.#watch.fail(
      this.#workers.isOver ? this.#failure?.error : stoppedError(this.projectionId, this.position),
    )
  }

  /** Takes slices that were handed to this process; the worker with the fewest gets each. */
  give(slices: readonly HeldSlice[]): void {
    this.#workers.give(slices)
  }

  /** Lets slices go after the batches in hand. */
  async take(slices: readonly number[]): Promise<void> {
    await this.#workers.take(slices)
  }

  /** Makes the workers ask the store what they still hold. */
  async confirm(): Promise<void> {
    await this.#workers.confirm()
  }

  /** Rests, in all processes: here after the batch in hand, and elsewhere as soon as they hear of it. */
  async pause(): Promise<void> {
    this.#orders += 1
    await this.#steer({ isPaused: true })
    this.#orders += 1
    await this.#workers.pause()
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
    if (!this.#workers.isOver) {
      this.#failure = undefined
      if (this.#isRunning) this.#watch.recover()
    }
    this.#workers.resume()
  }

  /** Bounds how many events a second all processes handle together; `undefined`: as many as they can. */
  async throttle(eventsPerSecond: number | undefined): Promise<void> {
    this.#orders += 1
    await this.#steer({ eventsPerSecond: eventsPerSecond ?? null })
    this.#orders += 1
    this.#workers.renew({ eventsPerSecond })
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
    if (isPaused && !this.#workers.isPaused) void this.#workers.pause()
    if (!isPaused && this.#workers.isPaused) this.#workers.resume({ failed: this.#failure !== undefined })
    this.#workers.renew({ eventsPerSecond })
  }

  /** Takes how it is to run, of what changes at run time; `undefined`: as the application has said. */
  configure(configuration: ProjectorConfiguration | undefined): void {
    const text = JSON.stringify(configuration ?? null)
    if (text === this.#configuration) return
    this.#configuration = text
    const { batchSize, onError, parallelism, target } = this.#options
    const most = configuration?.batchSize
    this.#workers.renew({
      batchSize: most === undefined ? batchSize : { first: Math.min(batchSize.first, most), most },
      errors: errorHandling(configuration?.errorStrategy ?? target.projector.onError ?? onError),
      pollIntervalMs: configuration?.pollIntervalMs,
    })
    this.#workers.resize(configuration?.parallelism ?? parallelism)
  }

  /** Has queries read it, once it has come to where the version stands that they read now. */
  async trySwap(): Promise<void> {
    const { target, eventStore, logger, memberId, changeLog } = this.#options
    const { projectionId, version } = this
    if (this.#failure !== undefined || !this.#isRunning) return
    const swapped = await swapWhenReached(target, {
      eventStore,
      changeLog,
      memberId,
      activeVersion: this.#activeVersion,
      position: this.position,
      reached: (position, signal) => this.reached(position, signal),
      epochOf: (slice) => this.#workers.expected.find(([its]) => its === slice)?.[1],
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
    const { target } = this.#options
    if (!(await cancelBuild(target))) return false
    this.#versionState = 'cancelled'
    this.#end(supersededError(target.projector, 'cancelled'))
    this.#options.onSteer()
    return true
  }

  /** Makes the rows of one key anew. */
  async rebuildKey(key: string, signal: AbortSignal): Promise<number> {
    const { target, eventStore } = this.#options
    const { handled, keys } = await rebuildKey(target, { key, eventStore, signal })
    await this.#reclaimed()
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
    await this.#reclaimed()
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

  /** Where each slice stands and who holds it, as the store says. */
  async sliceStatus(): Promise<readonly SliceStatus[]> {
    return await this.#options.target.storage.leases.status(this.#options.target.projector)
  }

  #state(held: number): ProjectionState {
    if (this.#failure !== undefined) return 'failed'
    if (!this.#isRunning) return 'stopped'
    if (this.#workers.isPaused) return 'paused'
    if (this.#rebuilding || this.isBuilding) return 'rebuilding'
    if (held === 0) return 'standby'
    return this.#workers.atHead ? 'running' : 'catching-up'
  }

  /** Slices were taken from their holders, here and elsewhere. */
  async #reclaimed(): Promise<void> {
    await this.confirm()
    this.#options.onLoss()
  }

  async #steer(orders: Parameters<ProjectionVersionStore['steer']>[1]): Promise<void> {
    await this.#options.target.storage.versions.steer(this.projectionId, orders)
    this.#options.onSteer()
  }

  /** Ends for good: another version has taken its place, or it was given up. */
  #end(error: SupersededError): void {
    if (this.#workers.isOver) return
    this.#options.logger.warn({ err: error, projectionId: this.projectionId }, 'the projection ends')
    this.#fail(error)
    this.#workers.end()
  }

  async #beginAgain(): Promise<void> {
    await this.#options.target.storage.versions.forget(this.#options.target.projector)
    this.#versionState = undefined
    this.#foreign.setBack(origin)
    this.#watch.moveTo(origin)
    await this.#workers.beginAgain()
    this.#options.onLoss()
  }

  /** Queries read it from now on: all they have seen may be different. */
  #activated(): void {
    this.#announce(undefined, this.position)
    this.#moved()
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
    if (this.#rebuilding && this.held.slices > 0 && this.#workers.atHead) this.#rebuilding = false
    const [here, elsewhere] = [this.#workers.position, this.#foreign.position]
    const least = here === undefined || (elsewhere !== undefined && elsewhere < here) ? elsewhere : here
    const position = least ?? origin
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
