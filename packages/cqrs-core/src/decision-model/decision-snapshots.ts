import {
  InvalidArgumentError,
  type ConsistencyMarker,
  type Logger,
  type QuerySnapshot,
  type SnapshotStore,
  type TenantId,
} from '@uno-ts/types'
import { messageFingerprint } from '../fingerprint/message-fingerprint.ts'
import { fromJson, toJson } from '../json/lossless-json.ts'
import type { DecisionModel } from './decision-model.ts'

/** When the states of decision models are saved. */
export interface DecisionSnapshotOptions {
  /** Keeps the snapshots. Its own tenant is the event store's: a decision that names no tenant is of that one in both. */
  readonly store: SnapshotStore
  /** After a decision that had to read so many events. Default 100. */
  readonly every?: number | undefined
}

/** A state that is to be saved once its decision has committed. It is made of stored events alone. */
export interface DecisionDraft<State> {
  readonly model: DecisionModel<State>
  readonly state: State
  readonly marker: ConsistencyMarker
  readonly tenant: TenantId | undefined
}

/** The saved states of decision models. Nothing depends on them: what goes wrong is logged, and all events are read. */
export class DecisionSnapshots {
  readonly every: number
  readonly #store: SnapshotStore
  readonly #logger: Logger

  constructor({ store, every = 100 }: DecisionSnapshotOptions, logger: Logger) {
    if (!(Number.isSafeInteger(every) && every >= 1)) {
      throw new InvalidArgumentError(`"every" of snapshots is a whole number from 1, found ${every}`)
    }
    this.every = every
    this.#store = store
    this.#logger = logger
  }

  /** The latest snapshot of a model, or `undefined` when there is none or it has no name. */
  async load<State>(
    model: DecisionModel<State>,
    tenant: TenantId | undefined,
  ): Promise<QuerySnapshot | undefined> {
    const key = keyOf(model)
    if (key === undefined) return undefined
    const { queryHash, schemaVersion } = key
    try {
      return await this.#store.loadQuery(queryHash, { schemaVersion, tenant })
    } catch (error) {
      this.#warn(error, model, 'cannot be used; all its events are read')
      return undefined
    }
  }

  /** Builds on the state of a snapshot; `undefined` when it, or what is built on it, breaks. */
  restore<State>(
    model: DecisionModel<State>,
    snapshot: QuerySnapshot,
    build: (state: State) => State,
  ): { readonly value: State } | undefined {
    try {
      return { value: build(fromJson(snapshot.state) as State) } // what was saved under this key is a state of this model
    } catch (error) {
      this.#warn(error, model, 'cannot be used; all its events are read')
      return undefined
    }
  }

  /** Saves a state. It never fails: a snapshot that is missing costs time only. */
  async save<State>({ model, state, marker, tenant }: DecisionDraft<State>): Promise<void> {
    const key = keyOf(model)
    if (key === undefined) return
    try {
      await this.#store.saveQuery({ ...key, state: toJson(state), marker }, { tenant })
    } catch (error) {
      this.#warn(error, model, 'was not saved')
    }
  }

  #warn<State>(error: unknown, { snapshot }: DecisionModel<State>, what: string): void {
    this.#logger.warn({ error, ...snapshot }, `the snapshot of a decision model ${what}`)
  }
}

/** Under which its states are kept: a hash of its name and of what it asks for, and the version of their shape. */
function keyOf<State>({
  snapshot,
  query,
}: DecisionModel<State>): Pick<QuerySnapshot, 'queryHash' | 'schemaVersion'> | undefined {
  if (snapshot === undefined) return undefined
  const { name, schemaVersion } = snapshot
  return { queryHash: messageFingerprint(name, query), schemaVersion }
}
