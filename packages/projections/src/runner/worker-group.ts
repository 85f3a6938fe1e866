import type { GlobalPosition, HeldSlice } from '@uno-ts/types'
import type { SharedLog } from '../log/shared-log.ts'
import { ProjectionWorker, type ProjectionWorkerOptions, type WorkerTerms } from './projection-worker.ts'

/** What a {@link WorkerGroup} is made of. */
export interface WorkerGroupOptions extends ProjectionWorkerOptions {
  /** Over how many workers the slices held here are divided; never more than there are slices. */
  readonly parallelism: number
  /** Says that slices are to be handed out again. */
  readonly onLoss: () => void
}

/** What ties workers to one run of their runner. */
export interface GroupRun {
  readonly log: SharedLog
  /** Gives up the batches in hand. */
  readonly abandon: AbortSignal
}

/** The workers of one projection in this process, over which the slices that are held here are divided. */
export class WorkerGroup {
  readonly #options: WorkerGroupOptions
  #workers: readonly ProjectionWorker[]
  #run: GroupRun | undefined
  #isPaused = false
  #isOver = false
  #terms: WorkerTerms
  #resizing: Promise<void> = Promise.resolve()

  constructor(options: WorkerGroupOptions) {
    this.#options = options
    const { batchSize, errors, parallelism, target } = options
    this.#terms = { batchSize, errors, pollIntervalMs: undefined, eventsPerSecond: undefined }
    const count = Math.min(parallelism, target.projector.slices)
    this.#workers = Array.from({ length: count }, () => new ProjectionWorker(options))
  }

  /** What is held once it is taken up, with epochs. */
  get expected(): readonly (readonly [slice: number, epoch: bigint])[] {
    return this.#workers.flatMap((worker) => [...worker.expected])
  }

  /** Where the slice furthest back stands; `undefined` when none is held. */
  get position(): GlobalPosition | undefined {
    let least: GlobalPosition | undefined
    for (const { held } of this.#workers) {
      if (held.size > 0 && (least === undefined || held.position < least)) least = held.position
    }
    return least
  }

  /** Whether all that is held has come to the end of the log. */
  get atHead(): boolean {
    return this.#workers.every((worker) => worker.expected.size === 0 || worker.atHead)
  }

  /** Whether they rest. */
  get isPaused(): boolean {
    return this.#isPaused
  }

  /** Whether they have ended until {@link WorkerGroup.beginAgain}. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** Whether a slice is held. */
  holds(slice: number): boolean {
    return this.#workers.some((worker) => worker.held.positionOf(slice) !== undefined)
  }

  /** Begins to work on what they are given. */
  start(run: GroupRun): void {
    this.#run = run
    if (!this.#isOver) for (const worker of this.#workers) startWorker(worker, run)
  }

  /** Ends after the batches in hand; nothing is held afterwards. */
  async stop(): Promise<void> {
    await this.#resizing
    await Promise.all(this.#workers.map((worker) => worker.stop()))
    this.#run = undefined
  }

  /** Ends for good: what they write is not wanted any more. */
  end(): void {
    this.#isOver = true
    for (const worker of this.#workers) void worker.stop()
  }

  /** Begins the version anew after an end. */
  async beginAgain(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()))
    this.#isOver = false
    for (const worker of this.#workers) {
      worker.forgetBegin()
      if (this.#run !== undefined) startWorker(worker, this.#run)
    }
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

  /** Makes them ask the store what they still hold. */
  async confirm(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.confirm()))
  }

  /** Lets them rest after the batches in hand, and waits for that. */
  async pause(): Promise<void> {
    this.#isPaused = true
    await Promise.all(this.#workers.map((worker) => worker.pause()))
  }

  /** Lets them go on. @param options - `failed`: they stay as they are, and only count as paused no more */
  resume({ failed = false }: { readonly failed?: boolean | undefined } = {}): void {
    this.#isPaused = false
    if (!failed && !this.#isOver) for (const worker of this.#workers) worker.resume()
  }

  /** Goes on under other terms, where they differ. */
  renew(terms: Partial<WorkerTerms>): void {
    const isSame = Object.entries(terms).every(
      ([name, value]) => this.#terms[name as keyof WorkerTerms] === value,
    )
    if (isSame) return
    this.#terms = { ...this.#terms, ...terms }
    for (const worker of this.#workers) worker.renew(this.#terms)
  }

  /** Divides the slices over another number of workers, one such order after the other. */
  resize(count: number): void {
    this.#resizing = this.#resizing.then(() =>
      this.#resize(Math.min(count, this.#options.target.projector.slices)),
    )
  }

  /** Who holds too many slices lets some go, to be handed out again. */
  async #resize(count: number): Promise<void> {
    if (count === this.#workers.length || count < 1) return
    const leaving = this.#workers.slice(count)
    const staying = this.#workers.slice(0, count)
    const joining = Array.from({ length: count - staying.length }, () => new ProjectionWorker(this.#options))
    for (const worker of joining) {
      worker.renew(this.#terms)
      if (this.#isPaused) void worker.pause()
      if (this.#run !== undefined && !this.#isOver) startWorker(worker, this.#run)
    }
    const share = Math.ceil(this.#options.target.projector.slices / count)
    await Promise.all([
      ...leaving.map((worker) => worker.stop()),
      ...staying.map((worker) => worker.take([...worker.expected.keys()].slice(share))),
    ])
    this.#workers = [...staying, ...joining]
    this.#options.onLoss()
  }
}

function startWorker(worker: ProjectionWorker, { log, abandon }: GroupRun): void {
  worker.start({ reader: log.open(), abandon })
}
