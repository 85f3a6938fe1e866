import {
  defaultTenant,
  InvalidArgumentError,
  type Json,
  type QuerySnapshot,
  type Snapshot,
  type SnapshotStore,
  type StreamId,
  type TenantId,
} from '@uno-ts/types'
import { markedPosition } from '../event-store/consistency-marker.ts'

/** How an {@link InMemorySnapshotStore} is made. */
export interface InMemorySnapshotStoreOptions {
  /** Whose snapshots are meant when a call does not say. Default: `default`. */
  readonly tenant?: TenantId | undefined
}

/**
 * Keeps snapshots in memory, for an `InMemoryEventStore` that is given it as `snapshots`. States go through JSON on the
 * way in and are copied on the way out.
 *
 * @example
 * ```ts
 * import { InMemoryEventStore, InMemorySnapshotStore } from '@uno-ts/testing'
 *
 * const snapshots = new InMemorySnapshotStore()
 * const eventStore = new InMemoryEventStore({ snapshots })
 * ```
 */
export class InMemorySnapshotStore implements SnapshotStore {
  readonly #tenant: TenantId
  readonly #streams = new Map<string, Map<number, KeptSnapshot>>()
  readonly #queries = new Map<string, KeptQuerySnapshot>()
  #lengthOf: (streamId: StreamId, tenant: TenantId) => number = () => Infinity

  constructor({ tenant = defaultTenant }: InMemorySnapshotStoreOptions = {}) {
    this.#tenant = tenant
  }

  /**
   * Tells it how many events each tenant's streams have: from then on a snapshot ahead of its stream counts for nothing, as it does in
   * PostgreSQL. An `InMemoryEventStore` does this for the snapshots it is given.
   */
  measureStreams(lengthOf: (streamId: StreamId, tenant: TenantId) => number): void {
    this.#lengthOf = lengthOf
  }

  /** {@inheritDoc SnapshotStore.load} */
  async load(
    streamId: StreamId,
    { schemaVersion, tenant }: { readonly schemaVersion: number; readonly tenant?: TenantId | undefined },
  ): Promise<Snapshot | undefined> {
    const kept = this.#streams.get(this.#name(streamId, tenant))?.get(schemaVersion)
    if (kept === undefined || this.#isAhead(kept, streamId, tenant)) return undefined
    const { streamVersion, state, takenAt } = kept
    return { streamId, streamVersion, schemaVersion, state: stateOf(state), takenAt: new Date(takenAt) }
  }

  /** {@inheritDoc SnapshotStore.save} */
  async save(
    { streamId, streamVersion, schemaVersion, state, takenAt }: Snapshot,
    { tenant }: { readonly tenant?: TenantId | undefined } = {},
  ): Promise<void> {
    checkVersion('the version of a state', schemaVersion)
    checkVersion('the version of a snapshot', streamVersion)
    const name = this.#name(streamId, tenant)
    const shapes = this.#streams.get(name) ?? new Map<number, KeptSnapshot>()
    const kept = shapes.get(schemaVersion)
    if (kept && kept.streamVersion > streamVersion && !this.#isAhead(kept, streamId, tenant)) return
    shapes.set(schemaVersion, { streamVersion, state: stateText(state), takenAt: takenAt.getTime() })
    this.#streams.set(name, shapes)
  }

  /** {@inheritDoc SnapshotStore.delete} */
  async delete(
    streamId: StreamId,
    { tenant }: { readonly tenant?: TenantId | undefined } = {},
  ): Promise<void> {
    this.#streams.delete(this.#name(streamId, tenant))
  }

  /** {@inheritDoc SnapshotStore.loadQuery} */
  async loadQuery(
    queryHash: string,
    { schemaVersion, tenant }: { readonly schemaVersion: number; readonly tenant?: TenantId | undefined },
  ): Promise<QuerySnapshot | undefined> {
    const kept = this.#queries.get(this.#name(`${schemaVersion}/${queryHash}`, tenant))
    return kept && { queryHash, schemaVersion, marker: kept.marker, state: stateOf(kept.state) }
  }

  /** {@inheritDoc SnapshotStore.saveQuery} */
  async saveQuery(
    { queryHash, schemaVersion, state, marker }: QuerySnapshot,
    { tenant }: { readonly tenant?: TenantId | undefined } = {},
  ): Promise<void> {
    checkVersion('the version of a state', schemaVersion)
    const name = this.#name(`${schemaVersion}/${queryHash}`, tenant)
    const position = markedPosition(marker)
    const kept = this.#queries.get(name)
    if (kept !== undefined && markedPosition(kept.marker) > position) return
    this.#queries.set(name, { marker, state: stateText(state) })
  }

  #isAhead({ streamVersion }: KeptSnapshot, streamId: StreamId, tenant: TenantId = this.#tenant): boolean {
    return streamVersion > this.#lengthOf(streamId, tenant)
  }

  #name(key: string, tenant: TenantId = this.#tenant): string {
    return `${tenant}\0${key}`
  }
}

interface KeptSnapshot {
  readonly streamVersion: number
  /** JSON. */
  readonly state: string
  readonly takenAt: number
}

interface KeptQuerySnapshot {
  readonly marker: QuerySnapshot['marker']
  /** JSON. */
  readonly state: string
}

function stateOf(text: string): Json {
  return JSON.parse(text) as Json // written by `stateText`
}

function stateText(state: unknown): string {
  try {
    const text: string | undefined = JSON.stringify(state)
    if (text !== undefined) return text
  } catch (cause) {
    throw new InvalidArgumentError('the state of a snapshot is JSON, found a value JSON cannot carry', {
      cause,
    })
  }
  throw new InvalidArgumentError('the state of a snapshot is JSON, found none')
}

function checkVersion(what: string, version: number): void {
  if (Number.isSafeInteger(version) && version >= 1) return
  throw new InvalidArgumentError(`${what} is a whole number from 1, found ${version}`)
}
