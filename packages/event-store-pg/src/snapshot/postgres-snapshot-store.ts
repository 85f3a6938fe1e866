import {
  defaultTenant,
  globalPosition,
  InvalidArgumentError,
  type QuerySnapshot,
  type Snapshot,
  type SnapshotStore,
  type StreamId,
  type TenantId,
} from '@uno-ts/types'
import type { Pool } from 'pg'
import { translateError } from '../error/translate-error.ts'
import { consistencyMarker, markerPosition } from '../read/consistency-marker.ts'
import { statementFactory, type Statement } from '../read/statement.ts'
import { quotedSchema } from '../schema/quoted-schema.ts'
import { upsertQuerySnapshot, upsertSnapshot } from './upsert-snapshot.ts'

/** What {@link PostgresSnapshotStore} is made of. */
export interface PostgresSnapshotStoreOptions {
  /** The application's pool; it stays open. It must lead to the database of the event store. */
  readonly pool: Pool
  /** The schema of the event store. Default `uno`. */
  readonly schema?: string | undefined
  /** The tenant of calls that name none. Default `default`. */
  readonly tenant?: TenantId | undefined
  /** Whether statements are prepared once per connection. Switch it off behind a pooler. Default true. */
  readonly prepare?: boolean | undefined
}

/**
 * Keeps snapshots beside the events, where `PostgresEventStore.load` finds them in the same round trip.
 *
 * A snapshot that was damaged, edited, copied from elsewhere, or is ahead of its events is as good as none: it is never
 * given, and the next one replaces it. Every call is one statement on a connection of the pool; none of it belongs to the
 * transaction of an append.
 *
 * @example
 * ```ts
 * import { PostgresSnapshotStore } from '@uno-ts/event-store-pg'
 * import { streamId } from '@uno-ts/types'
 * import { Pool } from 'pg'
 *
 * const snapshots = new PostgresSnapshotStore({ pool: new Pool() })
 * const latest = await snapshots.load(streamId('order', '7'), { schemaVersion: 1 })
 * ```
 */
export class PostgresSnapshotStore implements SnapshotStore {
  readonly #pool: Pool
  readonly #tenant: TenantId
  readonly #statements: Readonly<Record<'load' | 'save' | 'delete' | 'loadQuery' | 'saveQuery', Statement>>

  constructor(options: PostgresSnapshotStoreOptions) {
    const { pool, tenant = defaultTenant, prepare = true } = options
    const schema = quotedSchema(options.schema ?? 'uno')
    const statement = statementFactory(prepare)
    this.#pool = pool
    this.#tenant = tenant
    this.#statements = {
      load: statement(`select stream_version, state, taken_at from ${schema}.usable_snapshots
        where tenant_id = $1 and stream_id = $2 and schema_version = $3`),
      save: statement(upsertSnapshot(schema)),
      delete: statement(`delete from ${schema}.snapshots where tenant_id = $1 and stream_id = $2`),
      loadQuery: statement(`select marker, state from ${schema}.usable_query_snapshots
        where tenant_id = $1 and query_hash = $2 and schema_version = $3`),
      saveQuery: statement(upsertQuerySnapshot(schema)),
    }
  }

  /** The latest snapshot of the stream in this shape, or `undefined`. */
  async load(
    streamId: StreamId,
    options: { readonly schemaVersion: number; readonly tenant?: TenantId | undefined },
  ): Promise<Snapshot | undefined> {
    const { schemaVersion, tenant = this.#tenant } = options
    const [row] = await this.#query<SnapshotRow>(this.#statements.load, [tenant, streamId, schemaVersion])
    if (row === undefined) return undefined
    const { stream_version: streamVersion, state, taken_at: takenAt } = row
    return { streamId, streamVersion: Number(streamVersion), schemaVersion, state, takenAt }
  }

  /**
   * Keeps a snapshot unless a newer one of the same shape is there.
   *
   * @throws InvalidArgumentError when a version is not a whole number from 1, or the state has no JSON
   */
  async save(snapshot: Snapshot, options: { readonly tenant?: TenantId | undefined } = {}): Promise<void> {
    const { streamId, streamVersion, schemaVersion, state, takenAt } = snapshot
    await this.#query(this.#statements.save, [
      options.tenant ?? this.#tenant,
      streamId,
      checkedVersion('the version of a state', schemaVersion),
      checkedVersion('the version of a snapshot', streamVersion),
      stateText(state),
      takenAt,
    ])
  }

  /** Forgets a stream's snapshots, whatever their shape. */
  async delete(streamId: StreamId, options: { readonly tenant?: TenantId | undefined } = {}): Promise<void> {
    await this.#query(this.#statements.delete, [options.tenant ?? this.#tenant, streamId])
  }

  /** The snapshot of a decision model, or `undefined`. Its marker makes an append conditional on what came after it. */
  async loadQuery(
    queryHash: string,
    options: { readonly schemaVersion: number; readonly tenant?: TenantId | undefined },
  ): Promise<QuerySnapshot | undefined> {
    const { schemaVersion, tenant = this.#tenant } = options
    const values = [tenant, queryHash, schemaVersion]
    const [row] = await this.#query<QuerySnapshotRow>(this.#statements.loadQuery, values)
    if (row === undefined) return undefined
    return {
      queryHash,
      schemaVersion,
      state: row.state,
      marker: consistencyMarker(globalPosition(row.marker)),
    }
  }

  /**
   * Keeps the snapshot of a decision model unless a newer one of the same shape is there.
   *
   * @throws InvalidArgumentError when the marker is not of `PostgresEventStore.readByQuery`, or the state has no JSON
   */
  async saveQuery(
    snapshot: QuerySnapshot,
    options: { readonly tenant?: TenantId | undefined } = {},
  ): Promise<void> {
    const { queryHash, schemaVersion, state, marker } = snapshot
    await this.#query(this.#statements.saveQuery, [
      options.tenant ?? this.#tenant,
      queryHash,
      checkedVersion('the version of a state', schemaVersion),
      String(markerPosition(marker)),
      stateText(state),
    ])
  }

  async #query<Row extends object>(statement: Statement, values: unknown[]): Promise<readonly Row[]> {
    try {
      return (await this.#pool.query<Row>({ ...statement, values })).rows
    } catch (error) {
      throw translateError(error)
    }
  }
}

interface SnapshotRow {
  readonly stream_version: string
  readonly state: Snapshot['state']
  readonly taken_at: Date
}

interface QuerySnapshotRow {
  readonly marker: string
  readonly state: QuerySnapshot['state']
}

function checkedVersion(what: string, version: number): number {
  if (Number.isSafeInteger(version) && version >= 1) return version
  throw new InvalidArgumentError(`${what} is a whole number from 1, found ${version}`)
}

function stateText(state: unknown): string {
  let text: string | undefined
  try {
    text = JSON.stringify(state)
  } catch (cause) {
    throw new InvalidArgumentError('the state of a snapshot is JSON, found a value JSON cannot carry', {
      cause,
    })
  }
  if (text === undefined) throw new InvalidArgumentError('the state of a snapshot is JSON, found none')
  return text
}
