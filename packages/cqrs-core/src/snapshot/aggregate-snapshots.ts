import {
  InvalidArgumentError,
  type Clock,
  type Json,
  type LoadedStream,
  type Logger,
  type Snapshot,
  type SnapshotStore,
  type TenantId,
} from '@uno-ts/types'
import { stableText } from '../fingerprint/stable-text.ts'
import { isJson } from './is-json.ts'
import type { SnapshotOptions } from './snapshot-options.ts'

/** A snapshot that is to be saved once its command has committed. */
export interface SnapshotDraft {
  readonly snapshot: Snapshot
  /** Whose stream it is, as the events themselves say. */
  readonly tenant: TenantId
}

/**
 * The snapshots of one kind of aggregate. Nothing depends on them: what goes wrong is logged, and the events are folded.
 *
 * A snapshot is made of stored events alone, never of what a command has just decided, and only when reading it back
 * gives the same state: so a state from a snapshot is the state that folding gives.
 */
export class AggregateSnapshots<State> {
  readonly schemaVersion: number
  readonly #store: SnapshotStore
  readonly #every: number
  readonly #everyMs: number
  readonly #everyBytes: number
  readonly #maxBytes: number
  readonly #toState: ((state: State) => Json) | undefined
  readonly #fromState: ((json: Json) => State) | undefined
  readonly #clock: Clock
  readonly #logger: Logger
  #complained = false

  constructor(
    options: SnapshotOptions<State>,
    { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  ) {
    const { store, schemaVersion, everyMs = Infinity, everyBytes = Infinity, maxBytes = Infinity } = options
    const { every = everyMs === Infinity && everyBytes === Infinity ? 100 : Infinity } = options
    checkWhole('schemaVersion', schemaVersion)
    for (const [name, value] of Object.entries({ every, everyMs, everyBytes, maxBytes })) {
      if (value !== Infinity) checkWhole(name, value)
    }
    if ((options.toState === undefined) !== (options.fromState === undefined)) {
      throw new InvalidArgumentError('snapshots have toState and fromState, or neither of them')
    }
    this.schemaVersion = schemaVersion
    this.#store = store
    this.#every = every
    this.#everyMs = everyMs
    this.#everyBytes = everyBytes
    this.#maxBytes = maxBytes
    this.#toState = options.toState
    this.#fromState = options.fromState
    this.#clock = clock
    this.#logger = logger
  }

  /** Builds on the state of a snapshot; `undefined` when it is of another shape, or it or what is built on it breaks. */
  restore<Result>(
    snapshot: Snapshot,
    build: (state: State) => Result,
  ): { readonly value: Result } | undefined {
    const { streamId, streamVersion, schemaVersion, state } = snapshot
    if (schemaVersion !== this.schemaVersion) return undefined
    try {
      return { value: build(this.#read(state)) }
    } catch (error) {
      this.#logger.warn(
        { error, streamId, streamVersion, schemaVersion },
        'a snapshot cannot be used; the stream is folded from its first event',
      )
      return undefined
    }
  }

  /**
   * Takes down the state of a stream when it is time to, to be saved later.
   *
   * @param state - what the stored events fold to, nothing more
   * @param options - `broken`: the snapshot could not be used, so it is time whatever the policy says
   */
  draft(
    loaded: LoadedStream,
    state: State,
    { broken }: { readonly broken: boolean },
  ): SnapshotDraft | undefined {
    const tenant = loaded.events.at(-1)?.tenant
    if (tenant === undefined || !(broken || this.#isDue(loaded))) return undefined
    const { streamId, streamVersion } = loaded
    try {
      const text = this.#write(state)
      if (Buffer.byteLength(text) > this.#maxBytes) return undefined
      const json = JSON.parse(text) as Json // of JSON
      const takenAt = new Date(this.#clock.now())
      const { schemaVersion } = this
      return { snapshot: { streamId, streamVersion, schemaVersion, state: json, takenAt }, tenant }
    } catch (error) {
      this.#complain(error, loaded)
      return undefined
    }
  }

  /** Saves a draft. It never fails: a snapshot that is missing costs time only. */
  async save({ snapshot, tenant }: SnapshotDraft): Promise<void> {
    try {
      await this.#store.save(snapshot, { tenant })
    } catch (error) {
      const { streamId, streamVersion } = snapshot
      this.#logger.warn({ error, streamId, streamVersion }, 'a snapshot was not saved')
    }
  }

  #isDue({ snapshot, events, streamVersion }: LoadedStream): boolean {
    if (streamVersion - (snapshot?.streamVersion ?? 0) >= this.#every) return true
    const since = snapshot?.takenAt ?? events[0]?.recordedAt
    if (since !== undefined && this.#clock.now() - since.getTime() >= this.#everyMs) return true
    return this.#everyBytes !== Infinity && dataBytes(events) >= this.#everyBytes
  }

  #read(json: Json): State {
    return this.#fromState === undefined ? (json as State) : this.#fromState(json) // written from a state that is JSON
  }

  /** @throws TypeError when reading the text would not give the state back */
  #write(state: State): string {
    if (this.#toState === undefined || this.#fromState === undefined) {
      if (!isJson(state)) throw new TypeError('the state is not JSON: give toState and fromState')
      return JSON.stringify(state)
    }
    const json = this.#toState(state)
    if (!isJson(json)) throw new TypeError('what toState gives is not JSON')
    const text = JSON.stringify(json)
    const again = this.#toState(this.#fromState(JSON.parse(text) as Json)) // of JSON
    if (stableText(again) !== stableText(json)) {
      throw new TypeError('fromState does not give back the state that toState wrote')
    }
    return text
  }

  #complain(error: unknown, { streamId, streamVersion }: LoadedStream): void {
    if (this.#complained) return
    this.#complained = true
    this.#logger.warn({ error, streamId, streamVersion }, 'a state cannot be saved as a snapshot')
  }
}

function dataBytes(events: LoadedStream['events']): number {
  return events.reduce((bytes, { data }) => bytes + Buffer.byteLength(jsonText(data)), 0)
}

function jsonText(data: unknown): string {
  const text: string | undefined = JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
  return text ?? ''
}

function checkWhole(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return
  throw new InvalidArgumentError(`"${name}" of snapshots is a whole number from 1, found ${value}`)
}
