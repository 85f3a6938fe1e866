import { randomUUID } from 'node:crypto'
import {
  ConfigurationError,
  defaultTenant,
  InvalidArgumentError,
  NotFoundError,
  origin,
  silentLogger,
  systemClock,
  TimeoutError,
  type ActiveVersions as ActiveVersionsContract,
  type ChangeFeed,
  type ConsistencyWaiter,
  type DeadLetterFilter,
  type EventStore,
  type GlobalPosition,
  type Outcome,
  type ProjectionControl,
  type ProjectionId,
  type ProjectionStatus,
  type SliceStatus,
  type StoredDeadLetter,
  type TenantId,
} from '@uno-ts/types'
import { ChangeKeeper } from '../change/change-keeper.ts'
import { changeLogOf } from '../change/change-log-option.ts'
import { InProcessChangeFeed, type ChangeListener } from '../change/in-process-change-feed.ts'
import { ProjectionError } from '../define/projection-error.ts'
import { Projector } from '../define/projector.ts'
import { retryTransient } from '../failure/retry-transient.ts'
import { SliceSharer } from '../lease/slice-sharer.ts'
import { SharedLog, type SharedLogOptions } from '../log/shared-log.ts'
import { PostgresProjectionStorage } from '../storage/postgres-projection-storage.ts'
import { ActiveVersions } from '../version/active-versions.ts'
import { VersionKeeper } from '../version/version-keeper.ts'
import { ProjectionTelemetry, type ObservedProjection } from '../telemetry/projection-telemetry.ts'
import { unlessAborted } from '../waiting/unless-aborted.ts'
import { checkRunnerOptions } from './check-runner-options.ts'
import type { ProjectionRunnerOptions } from './projection-runner-options.ts'
import { RunnerSignals } from './runner-signals.ts'
import { RunningProjection } from './running-projection.ts'
import type { ProjectionStats } from './running-projection-options.ts'

/** From a start to its stop. */
interface Run {
  readonly log: SharedLog
  readonly abandon: AbortController
  readonly endObserving: () => void
}

const never = new AbortController().signal

/**
 * Runs projections over one event store: each commits its rows and its checkpoint together, so that a kill at any moment
 * neither loses an effect nor doubles one, and any number of processes may run the same ones. They read the log through
 * one shared reader. A database that is away is waited for; a handler that throws stops its own projection only.
 *
 * @example
 * ```ts
 * import { ProjectionRunner, type AnyProjection } from '@uno-ts/projections'
 * import type { EventStore } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 *
 * export async function run(eventStore: EventStore, db: Kysely<object>, projections: AnyProjection[]): Promise<void> {
 *   await using runner = new ProjectionRunner({ eventStore, db, projections })
 *   await runner.start()
 *   await runner.caughtUp()
 * }
 * ```
 */
export class ProjectionRunner implements ProjectionControl, ConsistencyWaiter, ActiveVersionsContract {
  readonly #eventStore: EventStore
  readonly #tenant: TenantId
  readonly #logOptions: SharedLogOptions
  readonly #changes: InProcessChangeFeed
  readonly #telemetry: ProjectionTelemetry
  readonly #running: ReadonlyMap<ProjectionId, RunningProjection>
  readonly #sharer: SliceSharer
  readonly #versions: ActiveVersions
  readonly #keeper: VersionKeeper
  readonly #signals: RunnerSignals
  #run: Run | undefined
  #stopping: Promise<void> | undefined
  /** Where the log ended when last asked. */
  #head: GlobalPosition = origin

  /** @throws ConfigurationError when an option or a definition cannot work, or two projections have one name */
  constructor(options: ProjectionRunnerOptions) {
    const { eventStore, db, projections, schema, signals } = options
    const { tenant = defaultTenant, clock = systemClock, logger = silentLogger } = options
    const { batchSize = 1_000, maxBatchSize = 5_000, pageSize = 5_000 } = options
    const { bufferedEvents = 25_000, checkpointIntervalMs = 10_000 } = options
    const { parallelism = 1, leaseTtlMs: ttlMs = 6_000, memberId = randomUUID() } = options
    const { graceMs = 60_000 } = options
    const numbers = { batchSize, maxBatchSize, pageSize, bufferedEvents, checkpointIntervalMs }
    checkRunnerOptions({ ...numbers, parallelism, leaseTtlMs: ttlMs, graceMs })
    const storage =
      options.storage ?? new PostgresProjectionStorage({ db, schema, tenant, idleTimeoutMs: ttlMs })
    const log = changeLogOf(options.changeLog, storage)
    const keeper = log && new ChangeKeeper({ ...log, clock, logger })
    this.#eventStore = eventStore
    this.#tenant = tenant
    this.#logOptions = { eventStore, tenant, pageSize, bufferedEvents }
    this.#telemetry = new ProjectionTelemetry({ tracer: options.tracer, meter: options.meter, tenant })
    this.#changes = new InProcessChangeFeed({ logger })
    this.#signals = new RunnerSignals({ signals, tenant, logger })
    const running = new Map<ProjectionId, RunningProjection>()
    for (const projection of projections) {
      const projector = new Projector(projection)
      const { projectionId } = projector
      if (running.has(projectionId)) {
        throw new ConfigurationError(`two projections are called "${projectionId}"`, { path: 'projections' })
      }
      running.set(
        projectionId,
        new RunningProjection({
          target: {
            storage,
            projector,
            tenant,
            get changes() {
              return running.get(projectionId)?.isBuilding === true ? undefined : log?.changes
            },
          },
          memberId,
          eventStore,
          changes: this.#changes,
          changeLog: log?.changes,
          clock,
          logger,
          telemetry: this.#telemetry,
          batchSize: { first: batchSize, most: maxBatchSize },
          checkpointIntervalMs,
          parallelism,
          onError: options.onError ?? 'stop',
          onLoss: () => this.#sharer.wake(),
          onCommit: () => this.#signals.committed(projectionId),
          onSteer: () => {
            this.#keeper.wake()
            this.#signals.steered()
          },
        }),
      )
    }
    this.#running = running
    this.#sharer = new SliceSharer({
      leases: storage.leases,
      memberId,
      ttlMs,
      projections: [...running.values()],
      logger,
      onRelease: () => this.#signals.released(),
      onBeat: () => keeper?.beat(),
    })
    this.#versions = new ActiveVersions({ versions: storage.versions, clock })
    this.#keeper = new VersionKeeper({
      versions: storage.versions,
      configurations: options.configurations,
      projections: [...running.values()],
      everyMs: ttlMs / 3,
      graceMs,
      logger,
      onFound: (found) => this.#versions.learn(found),
    })
  }

  /** {@inheritDoc ActiveVersionsContract.activeVersion} */
  async activeVersion(projectionId: ProjectionId): Promise<number | undefined> {
    return await this.#versions.activeVersion(projectionId)
  }

  /**
   * What the database calls a table of the active version. Ask once an operation: the tables of a version that was replaced
   * stay for a while. What {@link ProjectionRunner.waitFor} has waited for is in the table that is named afterwards.
   *
   * @throws NotFoundError while no version has begun
   */
  async activeTable(projectionId: ProjectionId, table: string): Promise<string> {
    return await this.#versions.activeTable(projectionId, table)
  }

  /** What the projections change, as it is committed in this process. */
  get changes(): ChangeFeed {
    return this.#changes
  }

  /**
   * Begins to run; without effect while it runs. It does not wait for the database: that is done by
   * {@link ProjectionRunner.caughtUp}.
   *
   * @param options - aborting `signal` stops it as {@link ProjectionRunner.stop} does
   */
  async start({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    await this.#stopping
    if (this.#run !== undefined || signal?.aborted) return
    const endObserving = this.#telemetry.observe(() => this.#observe())
    const run: Run = { log: new SharedLog(this.#logOptions), abandon: new AbortController(), endObserving }
    this.#run = run
    signal?.addEventListener('abort', () => void this.stop(), { once: true, signal: run.abandon.signal })
    for (const projection of this.#running.values()) projection.start(run.log, run.abandon.signal)
    this.#sharer.start()
    this.#keeper.start()
    this.#signals.open({
      onCommit: (projectionId) => this.#running.get(projectionId)?.look(),
      onRelease: () => this.#sharer.wake(),
      onSteer: () => this.#keeper.wake(),
      onDoubt: () => {
        this.#sharer.wake()
        this.#keeper.wake()
        for (const projection of this.#running.values()) projection.look()
      },
    })
  }

  /**
   * Stops after the batches in hand and waits for them; harmless when it does not run. It can be started again.
   *
   * @param options - aborting `signal` gives the batches in hand up: they are rolled back and handled again next time
   */
  async stop({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    const run = this.#run
    if (run === undefined) return
    const giveUp = () => run.abandon.abort(signal?.reason)
    if (signal?.aborted) giveUp()
    signal?.addEventListener('abort', giveUp, { once: true, signal: run.abandon.signal })
    this.#stopping ??= this.#stopRun(run)
    await this.#stopping
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /**
   * Waits until every projection has come as far as `position`; those that are paused are waited for.
   *
   * @param position - default: where the log ends now
   * @throws what a projection failed with, or TimeoutError when the runner stops
   */
  async caughtUp(
    position?: GlobalPosition,
    { signal = never }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<void> {
    const target = position ?? (await retryTransient(() => this.#readHead(signal), signal))
    await Promise.all([...this.#running.values()].map((worker) => worker.reached(target, signal)))
  }

  /**
   * Waits until a projection has come as far as `position`; woken by its commit. Positions of other projections' events
   * are reached too, without a write.
   *
   * @throws TimeoutError when it does not happen within `timeoutMs` (default 5,000), or cannot, because the projection
   * has failed or the runner stopped
   * @throws NotFoundError when no projection has this name
   */
  async waitFor(
    projectionId: ProjectionId,
    position: GlobalPosition,
    { timeoutMs = 5_000, signal }: Parameters<ConsistencyWaiter['waitFor']>[2] = {},
  ): Promise<void> {
    const worker = this.#worker(projectionId)
    if (!worker.isBuilding && worker.position >= position) return
    const timeout = AbortSignal.timeout(timeoutMs)
    try {
      await worker.visible(position, signal === undefined ? timeout : AbortSignal.any([timeout, signal]))
    } catch (error) {
      if (signal?.aborted) throw signal.reason
      const why = timeout.aborted ? `after ${timeoutMs} ms` : 'and does not move'
      const message = `projection "${projectionId}" is at ${worker.position} ${why}, expected ${position}`
      throw new TimeoutError(message, { cause: error })
    }
  }

  /**
   * Where each slice of a projection stands and which member holds it, as the database says. A checkpoint follows what was
   * handled at once, and what did not concern its slice after a while.
   *
   * @throws NotFoundError when no projection has this name
   */
  async slices(projectionId: ProjectionId): Promise<readonly SliceStatus[]> {
    return await this.#worker(projectionId).sliceStatus()
  }

  /** Where each projection stands. With the database away, `head` is what was last seen. */
  async status(): Promise<readonly ProjectionStatus[]> {
    const head = await this.#readHead(never).catch(() => this.#head)
    return [...this.#running.values()].map((worker) => worker.status(head))
  }

  /**
   * Waits until queries read the version of a projection that this process runs.
   *
   * @throws SupersededError when a later one has taken its place, or what else it failed with; TimeoutError when the runner stops
   * @throws NotFoundError when no projection has this name
   */
  async activated(
    projectionId: ProjectionId,
    { signal = never }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<void> {
    await this.#worker(projectionId).activated(signal)
  }

  /**
   * Gives up the version of a projection that this process runs while it is being built: it stops in all processes, and its
   * tables are dropped. {@link ProjectionRunner.resume} begins it again.
   *
   * @returns whether it was being built
   * @throws NotFoundError when no projection has this name
   */
  async cancelVersion(projectionId: ProjectionId): Promise<boolean> {
    return await this.#worker(projectionId).cancel()
  }

  /**
   * Lets a projection rest after the batch in hand, and waits for that. It rests in all processes, also in those that start
   * later: others follow with a signal, or their next sign of life.
   *
   * @throws NotFoundError when no projection has this name
   * @throws DatabaseError when the database could not be reached: nothing has changed
   */
  async pause(projectionId: ProjectionId): Promise<void> {
    await this.#worker(projectionId).pause()
  }

  /**
   * Lets a projection go on that was paused, in all processes; here also when it has failed, or when the build of its version
   * was given up: that begins again.
   *
   * @throws NotFoundError when no projection has this name
   * @throws DatabaseError when the database could not be reached: nothing has changed
   */
  async resume(projectionId: ProjectionId): Promise<void> {
    await this.#worker(projectionId).resume()
  }

  /**
   * Bounds how many events of a projection all processes together handle in a second, such as for a rebuild beside live
   * traffic; `undefined` takes the bound away. Each process keeps to its share, by the slices it holds.
   *
   * @throws NotFoundError when no projection has this name
   * @throws InvalidArgumentError when it is not a whole number from 1
   * @throws DatabaseError when the database could not be reached: nothing has changed
   */
  async throttle(projectionId: ProjectionId, eventsPerSecond: number | undefined): Promise<void> {
    if (eventsPerSecond !== undefined && (!Number.isSafeInteger(eventsPerSecond) || eventsPerSecond < 1)) {
      throw new InvalidArgumentError(`eventsPerSecond is a whole number from 1, found ${eventsPerSecond}`)
    }
    await this.#worker(projectionId).throttle(eventsPerSecond)
  }

  /**
   * Empties a projection's rows and folds the log again, up to where it ends now; a paused or failed projection goes on
   * with it. Queries see the rows grow. A kill leaves it resumable: the next start goes on where it was.
   *
   * @param options - `from`: events up to this position are left out; aborting `signal` ends the wait, not the rebuild
   * @throws ConfigurationError when the definition has no `reset`
   * @throws InvalidArgumentError when the runner does not run
   * @throws what the projection failed with
   */
  async rebuild(
    projectionId: ProjectionId,
    { from = origin, signal = never }: Parameters<ProjectionControl['rebuild']>[1] = {},
  ): Promise<void> {
    const worker = this.#worker(projectionId)
    if (!worker.resettable) {
      throw new ConfigurationError(`projection "${projectionId}" needs a reset to be rebuilt`, {
        path: `${projectionId}.reset`,
      })
    }
    if (this.#run === undefined) {
      throw new InvalidArgumentError('a rebuild needs a running runner, found a stopped one')
    }
    await worker.resume()
    await unlessAborted(worker.clear(from, this.#run.abandon.signal), signal)
    const head = await retryTransient(() => this.#readHead(signal), signal)
    await worker.reached(head, signal)
  }

  /**
   * Makes the rows of one key anew: of one stream, or of what `sliceBy` gives. Other keys are handled meanwhile, and so are
   * other projections; later events of the key's slice wait. The events are read before the rows are touched, and commit
   * together with them: rows are never missing for others.
   *
   * @returns how many events were handled again; those that the projection has not come to yet are not among them
   * @throws ConfigurationError when the definition has no `resetKey`
   * @throws ProjectionError when a handler refused an event: nothing has changed
   * @throws NotFoundError when no projection has this name
   */
  async rebuildForAggregate(
    projectionId: ProjectionId,
    key: string,
    { signal = never }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<number> {
    return await this.#worker(projectionId).rebuildKey(key, signal)
  }

  /**
   * The events of a projection that are parked, by key and within it in the order of the log.
   *
   * @throws NotFoundError when no projection has this name
   */
  async failedEvents(
    projectionId: ProjectionId,
    filter: DeadLetterFilter = {},
  ): Promise<readonly StoredDeadLetter[]> {
    return await this.#worker(projectionId).parked.find(filter)
  }

  /**
   * Handles parked events again, those of a key in order until one is refused once more; a projection that stopped at an
   * event handles that again. Rows, and what is no longer parked, commit together, a key at a time.
   *
   * @param filter - `key`: only the events of this one
   * @returns an outcome for each event: its position, or why it is still parked
   * @throws NotFoundError when no projection has this name
   */
  async retryFailedEvents(
    projectionId: ProjectionId,
    filter: Pick<DeadLetterFilter, 'key'> = {},
  ): Promise<readonly Outcome<GlobalPosition>[]> {
    const worker = this.#worker(projectionId)
    const failed = worker.failure?.error
    worker.retry()
    if (worker.isOver) throw failed // its rows may be those of another version
    const parked = await worker.parked.retry(filter)
    if (!(failed instanceof ProjectionError) || failed.position === undefined) return parked
    try {
      await worker.reached(failed.position, never)
      return [...parked, { ok: true, value: failed.position }]
    } catch (error) {
      return [...parked, { ok: false, error: error instanceof Error ? error : new Error(String(error)) }]
    }
  }

  /**
   * Gives parked events up: they are never handled. Without those before them, later ones of their key may be refused too.
   *
   * @returns how many there were
   * @throws NotFoundError when no projection has this name
   */
  async clearFailedEvents(
    projectionId: ProjectionId,
    filter: Omit<DeadLetterFilter, 'limit'> = {},
  ): Promise<number> {
    return await this.#worker(projectionId).parked.clear(filter)
  }

  /** What this process has done for a projection since it began. @throws NotFoundError */
  stats(projectionId: ProjectionId): ProjectionStats {
    return this.#worker(projectionId).stats()
  }

  /**
   * Calls the listener after each commit that changed rows, in order. It must be quick, and is not called for what other
   * processes commit. Returns the function that ends it.
   */
  onChange(listener: ChangeListener): () => void {
    return this.#changes.onChange(listener)
  }

  async #stopRun({ log, abandon, endObserving }: Run): Promise<void> {
    endObserving()
    await this.#signals.close()
    await this.#keeper.stop()
    await Promise.all([...this.#running.values()].map((projection) => projection.stop()))
    await this.#sharer.stop()
    await log.close()
    abandon.abort() // frees what listens to it
    this.#run = undefined
    this.#stopping = undefined
  }

  async #observe(): Promise<readonly ObservedProjection[]> {
    const head = await this.#readHead(never).catch(() => this.#head)
    return await Promise.all([...this.#running.values()].map((projection) => projection.observe(head)))
  }

  async #readHead(signal: AbortSignal): Promise<GlobalPosition> {
    this.#head = await this.#eventStore.head({ tenant: this.#tenant, signal })
    return this.#head
  }

  #worker(projectionId: ProjectionId): RunningProjection {
    const worker = this.#running.get(projectionId)
    if (worker === undefined) throw new NotFoundError('projection')
    return worker
  }
}
