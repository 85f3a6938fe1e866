import {
  InvalidArgumentError,
  origin,
  systemClock,
  type Checkpoint,
  type CheckpointKey,
  type CheckpointStore,
  type Clock,
  type GlobalPosition,
  type TransactionHandle,
} from '@uno-ts/types'

/** How a {@link ProgressTracker} measures. */
export interface ProgressTrackerOptions {
  /** What time it is. Default: the machine's clock. */
  readonly clock?: Clock | undefined
  /** Over how long rates are taken, in milliseconds. Default 10,000. */
  readonly windowMs?: number | undefined
  /** Where {@link ProgressTracker.saveCheckpoint} keeps how far it has come. Default: nowhere. */
  readonly checkpoint?: { readonly store: CheckpointStore; readonly key: CheckpointKey } | undefined
}

/** What has been done since the last call. */
export interface ProgressStep {
  /** How many events were handled. */
  readonly handled: number
  /** Everything up to here is done. */
  readonly position: GlobalPosition
  /** When the last of these events was recorded. */
  readonly recordedAt?: Date | undefined
}

/** How far something has come, as a progress bar shows it. */
export interface Progress {
  readonly position: GlobalPosition
  readonly head: GlobalPosition
  /** Events handled since the tracker was made. */
  readonly handled: number
  /** Events a second, over the window. */
  readonly rate: number
  /** From 0 to 1, by positions. */
  readonly fraction: number
  /** Positions that lie before the head: at least as many as events, because positions have gaps. */
  readonly lag: number
  /** How old the last event handled is, in milliseconds; 0 at the head, `undefined` before the first event. */
  readonly lagMs: number | undefined
  /** How long it will take at the speed of the window, in milliseconds; `undefined` while nothing moves. */
  readonly remainingMs: number | undefined
}

interface Sample {
  readonly at: number
  readonly handled: number
  readonly position: GlobalPosition
}

/** Measures how far a projection, or anything else that follows the log, has come and how fast it goes. */
export class ProgressTracker {
  readonly #clock: Clock
  readonly #windowMs: number
  readonly #checkpoint: ProgressTrackerOptions['checkpoint']
  #saved: GlobalPosition = origin
  /** Ascending in time. The first says how things stood when the window began. */
  #samples: Sample[]
  #latest: Sample
  #recordedAt: Date | undefined

  constructor({ clock = systemClock, windowMs = 10_000, checkpoint }: ProgressTrackerOptions = {}) {
    this.#checkpoint = checkpoint
    this.#clock = clock
    this.#windowMs = windowMs
    this.#latest = { at: clock.now(), handled: 0, position: origin }
    this.#samples = [this.#latest]
  }

  /** Goes on from a position without having worked up to it: rates begin anew. */
  startAt(position: GlobalPosition): void {
    this.#latest = { at: this.#clock.now(), handled: this.#latest.handled, position }
    this.#samples = [this.#latest]
  }

  /**
   * Goes on from the checkpoint that was saved; from the origin when there is none.
   *
   * @throws InvalidArgumentError when the tracker was given no store
   */
  async loadCheckpoint(): Promise<Checkpoint | undefined> {
    const { store, key } = this.#mustHaveCheckpoint()
    const checkpoint = await store.load(key)
    this.#saved = checkpoint?.position ?? origin
    this.startAt(this.#saved)
    return checkpoint
  }

  /**
   * Saves how far it has come since the last time, in the transaction that did the work when it is given.
   *
   * @throws LeaseLostError when somebody else has moved the checkpoint: nothing was saved
   * @throws InvalidArgumentError when the tracker was given no store
   */
  async saveCheckpoint({
    transaction,
  }: { readonly transaction?: TransactionHandle | undefined } = {}): Promise<void> {
    const { store, key } = this.#mustHaveCheckpoint()
    const { position } = this.#latest
    if (position === this.#saved) return
    await store.save(key, position, { from: this.#saved, transaction })
    this.#saved = position
  }

  /** Notes what was done. Cheap enough for every batch. */
  recordProgress({ handled, position, recordedAt }: ProgressStep): void {
    const at = this.#clock.now()
    this.#latest = { at, handled: this.#latest.handled + handled, position }
    this.#recordedAt = recordedAt ?? this.#recordedAt
    this.#forgetBefore(at - this.#windowMs)
    const newest = this.#samples.at(-1)
    if (newest === undefined || at - newest.at >= this.#windowMs / 20) this.#samples.push(this.#latest)
  }

  /** How things stand, for a log that ends at `head`. */
  progress(head: GlobalPosition): Progress {
    const now = this.#clock.now()
    this.#forgetBefore(now - this.#windowMs)
    const { handled, position } = this.#latest
    const lag = Math.max(0, Number(head - position))
    const moved = this.#perMs(now, (sample) => Number(sample.position))
    return {
      position,
      head,
      handled,
      rate: this.#perMs(now, (sample) => sample.handled) * 1_000,
      fraction: head === origin ? 1 : Math.min(1, Number(position) / Number(head)),
      lag,
      lagMs: lag === 0 ? 0 : this.#recordedAt && Math.max(0, now - this.#recordedAt.getTime()),
      remainingMs: lag === 0 ? 0 : moved > 0 ? lag / moved : undefined,
    }
  }

  #mustHaveCheckpoint(): NonNullable<ProgressTrackerOptions['checkpoint']> {
    if (this.#checkpoint === undefined) {
      throw new InvalidArgumentError('the tracker was given no store for checkpoints')
    }
    return this.#checkpoint
  }

  #perMs(now: number, count: (sample: Sample) => number): number {
    const first = this.#samples[0] ?? this.#latest
    const elapsedMs = Math.min(now - first.at, this.#windowMs)
    return elapsedMs <= 0 ? 0 : Math.max(0, count(this.#latest) - count(first)) / elapsedMs
  }

  /** Keeps one sample from before the window, for the difference to it. */
  #forgetBefore(time: number): void {
    if (this.#latest.at <= time) this.#samples = [this.#latest]
    while ((this.#samples[1]?.at ?? Number.POSITIVE_INFINITY) <= time) this.#samples.shift()
  }
}
