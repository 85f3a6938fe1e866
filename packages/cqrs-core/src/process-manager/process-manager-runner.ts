import { randomUUID } from 'node:crypto'
import {
  ConfigurationError,
  isUnoError,
  NotFoundError,
  projectionId,
  silentLogger,
  systemClock,
  type Clock,
  type GlobalPosition,
  type Logger,
  type ParkedProcess,
} from '@uno-ts/types'
import { delay } from '../middleware/delay.ts'
import { advanceProcess } from './advance-process.ts'
import { AgendaWorker } from './agenda-worker.ts'
import { followLog, type FollowOptions } from './process-follower.ts'
import type { ProcessEvent } from './process-event.ts'
import { advanceInstance, type ProcessInstance } from './process-instance.ts'
import type { ProcessManagerRunnerOptions } from './process-manager-runner-options.ts'
import { describeError, retryWaiting, type StepOptions } from './step-process.ts'
import { StoredProcesses } from './stored-processes.ts'

/** Where a runner stands. */
export interface ProcessManagerStatus {
  /** How far this member has followed the log; `undefined` while it does not: another member does, or it failed. */
  readonly position: GlobalPosition | undefined
  /** What following the log or looking at the agenda failed with last; `undefined` when it goes well. */
  readonly failure: { readonly code: string; readonly message: string } | undefined
}

/** What a runner keeps doing. */
type Activity = 'follow the log' | 'work on its processes'

/** From a start to its stop. */
interface Run {
  readonly stopping: AbortController
  readonly abandon: AbortController
  readonly ended: Promise<unknown>
}

/** What is written about a checkpoint that moved without events: seldom. */
const checkpointIntervalMs = 10_000

/**
 * Puts a process manager to work: follows the log, keeps each process in a stream of its own, executes its commands and lets
 * its deadlines pass.
 *
 * - **Each event once**: an event and what is done about it are one append to the stream of its process, which tells what it
 *   has received. A kill at any moment neither loses an event nor handles it twice.
 * - **Each command once**: it is in the stream before it is executed, and is executed, with the idempotency key recorded there,
 *   until its end is in the stream too. The bus's `idempotency` makes the repetition harmless. Those of a process are
 *   executed one after the other.
 * - **Deadlines** stand in the stream and survive; each passes once.
 * - **Several members** may run: one follows the log, all execute commands and let deadlines pass. Two that do the same at
 *   once do no harm.
 * - A process whose process manager throws is **parked**: its inputs wait, others go on. See {@link ProcessManagerRunner.parked}.
 *
 * @example
 * ```ts
 * import { ProcessManagerRunner, type AnyProcessManager } from '@uno-ts/cqrs-core'
 * import { PostgresEventStore, PostgresProcessAgenda, PostgresUnitOfWorkFactory } from '@uno-ts/event-store-pg'
 * import { PostgresProjectionStorage } from '@uno-ts/projections'
 * import type { CommandBus } from '@uno-ts/types'
 * import { Kysely, PostgresDialect } from 'kysely'
 * import type { Pool } from 'pg'
 *
 * export function runnerOf(pool: Pool, commandBus: CommandBus, processManager: AnyProcessManager): ProcessManagerRunner {
 *   const eventStore = new PostgresEventStore({ pool })
 *   return new ProcessManagerRunner({
 *     processManager,
 *     eventStore,
 *     unitOfWork: new PostgresUnitOfWorkFactory({ pool, eventStore }),
 *     agenda: new PostgresProcessAgenda({ pool }),
 *     storage: new PostgresProjectionStorage({ db: new Kysely<object>({ dialect: new PostgresDialect({ pool }) }) }),
 *     commandBus,
 *     startFrom: 'now',
 *   })
 * }
 * ```
 */
export class ProcessManagerRunner {
  readonly #options: ProcessManagerRunnerOptions
  readonly #processes: StoredProcesses
  readonly #logger: Logger
  readonly #clock: Clock
  readonly #memberId: string
  #position: GlobalPosition | undefined
  /** By what could not be done. */
  readonly #failures = new Map<Activity, ProcessManagerStatus['failure']>()
  #run: Run | undefined
  #worker: AgendaWorker | undefined

  /** @throws ConfigurationError when a number cannot work */
  constructor(options: ProcessManagerRunnerOptions) {
    const { processManager, eventStore, unitOfWork, agenda, tenant } = options
    const { clock = systemClock, logger = silentLogger, memberId = randomUUID() } = options
    for (const name of [
      'commandTimeoutMs',
      'parallelism',
      'batchSize',
      'pollIntervalMs',
      'leaseTtlMs',
    ] as const) {
      const value = options[name] ?? 1
      if (Number.isInteger(value) && value > 0) continue
      throw new ConfigurationError(`"${name}" is a whole number above 0, found ${value}`, { path: name })
    }
    this.#options = options
    this.#logger = logger
    this.#clock = clock
    this.#memberId = memberId
    this.#processes = new StoredProcesses({
      name: processManager.name,
      eventStore,
      unitOfWork,
      agenda,
      tenant,
    })
  }

  /** Begins to run; without effect while it runs. Databases that are away are waited for. */
  start(): void {
    if (this.#run !== undefined) return
    const [stopping, abandon] = [new AbortController(), new AbortController()]
    const worker = this.#newWorker(stopping.signal, abandon.signal)
    this.#worker = worker
    const follow = this.#followOptions(worker)
    const ended = Promise.all([
      this.#keepDoing('follow the log', (signal) => followLog(follow, signal), stopping.signal),
      this.#keepDoing('work on its processes', (signal) => worker.run(signal), stopping.signal),
    ])
    this.#run = { stopping, abandon, ended }
  }

  /**
   * Stops after the events and commands in hand and waits for them; harmless when it does not run. It can be started again.
   *
   * @param options - aborting `signal` aborts the commands in hand: they are executed again next time, with the same keys
   */
  async stop({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    const run = this.#run
    if (run === undefined) return
    run.stopping.abort()
    const giveUp = () => run.abandon.abort(signal?.reason)
    if (signal?.aborted) giveUp()
    signal?.addEventListener('abort', giveUp, { once: true })
    await run.ended
    signal?.removeEventListener('abort', giveUp)
    if (this.#run !== run) return // another caller was first
    this.#run = undefined
    try {
      await this.#options.storage.leases.leave(this.#memberId)
    } catch (err) {
      this.#logger.debug({ err }, 'the lease was not given up; it ends by itself')
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** Looks at the agenda at once, instead of at the next interval: after a clock was moved, or a signal came. */
  wake(): void {
    this.#worker?.wake()
  }

  /** Where this member stands. */
  status(): ProcessManagerStatus {
    const failure = this.#failures.get('follow the log') ?? this.#failures.get('work on its processes')
    return { position: this.#position, failure }
  }

  /** The processes that are parked, with what went wrong; at most `limit`, default 1,000. */
  async parked(options: { readonly limit?: number | undefined } = {}): Promise<readonly ParkedProcess[]> {
    return await this.#options.agenda.parked(this.#options.processManager.name, options)
  }

  /**
   * Handles the inputs that wait for a parked process, in order: after what was wrong has been put right. It is parked again
   * where one still cannot be handled.
   *
   * @returns whether it goes on
   * @throws NotFoundError when the process is not parked
   * @throws ConcurrencyError when something came in between: nothing was written, call it again
   */
  async resume(processId: string): Promise<boolean> {
    return await this.#unpark(processId, (process) => retryWaiting(process, this.#stepOptions()))
  }

  /**
   * Gives up the input that a process is parked at, for ever, and handles those that wait behind it.
   *
   * @returns whether it goes on
   * @throws NotFoundError when the process is not parked
   * @throws ConcurrencyError when something came in between: nothing was written, call it again
   */
  async skip(processId: string): Promise<boolean> {
    return await this.#unpark(processId, (process, input) => {
      const skipped: ProcessEvent = { type: 'ProcessInputSkipped', data: { input } }
      return [skipped, ...retryWaiting(advanceInstance(process, [skipped]), this.#stepOptions())]
    })
  }

  async #unpark(
    processId: string,
    stepsOf: (process: ProcessInstance, input: number) => readonly ProcessEvent[],
  ): Promise<boolean> {
    const process = await this.#processes.load(processId)
    const [first] = process.waiting
    if (first === undefined) throw new NotFoundError('parked process')
    const { correlationId } = process
    const steps = stepsOf(process, first.streamVersion)
    const after = await this.#processes.append(process, steps, { correlationId })
    this.wake()
    return after.parked === undefined
  }

  /** Begins again after every failure, at longer and longer intervals. */
  async #keepDoing(
    what: Activity,
    work: (signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const { name } = this.#options.processManager
    for (let waitMs = 100; !signal.aborted; waitMs = Math.min(10_000, 2 * waitMs)) {
      const begun = performance.now()
      try {
        await work(signal)
      } catch (err) {
        if (signal.aborted) return
        if (performance.now() - begun > 30_000) waitMs = 100
        if (isUnoError(err, 'ERR_LEASE_LOST')) {
          this.#logger.info({ err, processManager: name }, 'another member has taken over')
        } else {
          this.#failures.set(what, describeError(err))
          this.#logger.error({ err, processManager: name }, `a process manager cannot ${what}; trying again`)
        }
      }
      await delay(waitMs, signal).catch(() => undefined) // the loop asks the signal
    }
  }

  #newWorker(stopping: AbortSignal, signal: AbortSignal): AgendaWorker {
    const { processManager, agenda, commandBus, metadata = {}, principal, retry = {} } = this.#options
    const { commandTimeoutMs = 30_000, parallelism = 8, pollIntervalMs = 1_000 } = this.#options
    const { tenant } = this.#options
    const [logger, clock, processes] = [this.#logger, this.#clock, this.#processes]
    const advance = {
      ...this.#stepOptions(),
      processes,
      commandBus,
      metadata: { tenant, ...metadata },
      principal,
      retry,
      commandTimeoutMs,
      now: () => clock.now(),
      logger,
      signal,
      stopping,
    }
    return new AgendaWorker({
      processManager: processManager.name,
      agenda,
      claimant: this.#memberId,
      clock,
      logger,
      parallelism,
      pollIntervalMs,
      claimMs: 2 * commandTimeoutMs,
      advance: (processId) => advanceProcess(processId, advance),
      onLook: () => this.#failures.delete('work on its processes'),
    })
  }

  #followOptions(worker: AgendaWorker): FollowOptions {
    const { processManager, eventStore, storage, startFrom, batchSize = 500, parallelism = 8 } = this.#options
    const clock = this.#clock
    return {
      ...this.#stepOptions(),
      projectionId: projectionId(`process-manager:${processManager.name}`),
      processes: this.#processes,
      eventStore,
      checkpoints: storage.checkpoints,
      leases: storage.leases,
      startFrom,
      batchSize,
      parallelism,
      checkpointIntervalMs,
      memberId: this.#memberId,
      ttlMs: this.#options.leaseTtlMs ?? 6_000,
      now: () => clock.now(),
      logger: this.#logger,
      onPosition: (position) => {
        this.#position = position
        if (position !== undefined) this.#failures.delete('follow the log')
      },
      onReceived: () => worker.wake(),
    }
  }

  #stepOptions(): StepOptions {
    const { processManager: manager, codec, tenant } = this.#options
    return { manager, codec, tenant }
  }
}
