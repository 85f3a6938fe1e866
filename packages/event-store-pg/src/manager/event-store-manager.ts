import {
  defaultTenant,
  InvalidArgumentError,
  NotFoundError,
  streamId,
  type MigrationSet,
  type StreamId,
  type TenantId,
} from '@uno-ts/types'
import type { Pool } from 'pg'
import type { ArchivedBatch, ArchiveWhereOptions } from '../archive/archive-options.ts'
import { findIdleStreams } from '../archive/find-idle-streams.ts'
import { archiveStreams, unarchiveStreams } from '../archive/move-streams.ts'
import type { RetainedCategory, RetentionOptions, RetentionRule } from '../archive/retention.ts'
import { countEvents } from '../count/count-events.ts'
import { countStreams } from '../count/count-streams.ts'
import type { CountOptions, EventCounts } from '../count/event-counts.ts'
import { readDrift, type DriftReport } from '../drift/read-drift.ts'
import { eventStoreMigrations } from '../migrations.ts'
import { streamState } from '../read/stream-state.ts'
import type { EventStoreRoles } from '../role/event-store-roles.ts'
import { grantStatements } from '../role/grant-statements.ts'
import { migrate, type MigrateResult } from '../schema/migrate.ts'
import { pendingSteps } from '../schema/pending-steps.ts'
import { quotedSchema } from '../schema/quoted-schema.ts'
import { schemaSql } from '../schema/schema-sql.ts'
import { countSnapshots } from '../snapshot/count-snapshots.ts'
import { deleteSnapshots } from '../snapshot/delete-snapshots.ts'
import type { DeleteSnapshotsOptions, SnapshotCount } from '../snapshot/snapshot-counts.ts'
import { inTransaction } from '../transaction/in-transaction.ts'

/** What {@link EventStoreManager} is made of. */
export interface EventStoreManagerOptions {
  /** The application's pool; it stays open. Which of the methods work depends on the role it connects as. */
  readonly pool: Pool
  /**
   * The migrations to look after, in order: those of the event store, and of other packages in the same schema. Default:
   * the event store's alone.
   */
  readonly sets?: readonly MigrationSet[] | undefined
  /** The schema that holds the tables. Default `uno`. */
  readonly schema?: string | undefined
  /** The tenant of calls that name none. Default `default`. */
  readonly tenant?: TenantId | undefined
}

/**
 * Looks after an event store's schema and what lies in it: creates and upgrades it, tells how it drifted, prints its SQL,
 * counts, archives, forgets snapshots. For deployments, scheduled jobs and operators; serving requests needs none of it.
 *
 * @example
 * ```ts
 * import { EventStoreManager } from '@uno-ts/event-store-pg'
 * import { Pool } from 'pg'
 *
 * const manager = new EventStoreManager({ pool: new Pool() })
 * await manager.migrate()
 * const { inSync, differences } = await manager.drift()
 * if (!inSync) console.warn(differences)
 * ```
 */
export class EventStoreManager {
  readonly #pool: Pool
  readonly #sets: readonly MigrationSet[]
  readonly #schemaName: string
  readonly #schema: string
  readonly #tenant: TenantId

  constructor(options: EventStoreManagerOptions) {
    const { pool, sets = [eventStoreMigrations], schema = 'uno', tenant = defaultTenant } = options
    this.#pool = pool
    this.#sets = sets
    this.#schemaName = schema
    this.#schema = quotedSchema(schema)
    this.#tenant = tenant
  }

  /**
   * Creates the schema, or brings it up to date, in one transaction under one lock: safe when many processes start at
   * once.
   *
   * @throws SchemaError when the database is newer than this program: nothing was changed
   */
  migrate(): Promise<MigrateResult> {
    return migrate(this.#pool, this.#sets, { schema: this.#schemaName })
  }

  /**
   * The steps that {@link migrate} would run, as `set/step`, in order.
   *
   * @throws SchemaError when the database is newer than this program
   */
  pending(): Promise<readonly string[]> {
    return pendingSteps(this.#pool, this.#sets, this.#schema)
  }

  /**
   * Compares the schema with what its migrations make: tables, views, columns with types and collations, constraints,
   * indexes, triggers, rules, policies, sequences with their settings, functions by the hash of their bodies. Nothing is
   * kept by hand: the steps run once more in a scratch schema, in a transaction that is rolled back. Needs the right to
   * create schemas, as migrating does.
   *
   * @throws SchemaError when the database is newer than this program
   */
  drift(): Promise<DriftReport> {
    return readDrift(this.#pool, this.#sets, this.#schemaName)
  }

  /**
   * Prints what {@link migrate} does as one SQL script, bookkeeping included, for people who run migrations themselves.
   *
   * @param options - `steps`: those to print, such as what {@link pending} tells. Default: all, for an empty database
   * @throws InvalidArgumentError when there is no such step
   */
  sql(options: { readonly steps?: readonly string[] | undefined } = {}): string {
    return schemaSql(this.#sets, { schema: this.#schema, steps: options.steps })
  }

  /**
   * Prints the statements that give roles what they need, and no more. Run them after each upgrade; repeating them is
   * harmless. The roles must exist. Tables of other packages are not among them.
   *
   * @throws InvalidArgumentError when a role's name is empty or too long
   */
  grantStatements(roles: EventStoreRoles): readonly string[] {
    return grantStatements(this.#schema, roles)
  }

  /** Runs {@link grantStatements}, all or none. */
  async grant(roles: EventStoreRoles): Promise<void> {
    const statements = this.grantStatements(roles)
    await inTransaction(this.#pool, async (client) => {
      for (const statement of statements) await client.query(statement)
    })
  }

  /** Counts streams and events, by category and type: estimated within some percent, or exactly. */
  counts(options: CountOptions = {}): Promise<EventCounts> {
    return countEvents(this.#pool, this.#schema, options)
  }

  /**
   * Counts the aggregates of a category, which are its streams, archived ones included. Exact.
   *
   * @param options - `tenant`: default all tenants together
   */
  async aggregateCount(
    category: string,
    options: { readonly tenant?: TenantId | undefined; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<number> {
    options.signal?.throwIfAborted()
    return countStreams(this.#pool, this.#schema, { category, tenant: options.tenant })
  }

  /**
   * Moves a stream's events to the archive, in one transaction, with their ids, versions, positions and times. From then
   * on the stream can be read by its id, queries by tag and append conditions go on seeing it, appends to it throw
   * `StreamArchivedError`; reading everything, subscriptions and categories leave it out. Projections that have passed
   * its events keep what they made of them; one that is rebuilt does not see them.
   *
   * @returns how many events were moved; 0 when it was archived already
   * @throws NotFoundError when there is no such stream
   */
  async archive(
    stream: StreamId,
    options: { readonly tenant?: TenantId | undefined; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<{ readonly events: number }> {
    options.signal?.throwIfAborted()
    const tenant = options.tenant ?? this.#tenant
    const { streams, events } = await archiveStreams(this.#pool, this.#schema, { tenant, streams: [stream] })
    if (streams.length === 0) await this.#mustExist(stream, tenant)
    return { events }
  }

  /**
   * Moves an archived stream's events back to where they were, in one transaction; appends are taken again. Their
   * positions lie below what readers have passed: who reads from the first event on sees them, who follows the log does
   * not.
   *
   * @returns how many events were moved; 0 when it was not archived
   * @throws NotFoundError when there is no such stream
   */
  async unarchive(
    stream: StreamId,
    options: { readonly tenant?: TenantId | undefined; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<{ readonly events: number }> {
    options.signal?.throwIfAborted()
    const tenant = options.tenant ?? this.#tenant
    const { streams, events } = await unarchiveStreams(this.#pool, this.#schema, {
      tenant,
      streams: [stream],
    })
    if (streams.length === 0) await this.#mustExist(stream, tenant)
    return { events }
  }

  /**
   * Archives streams of a category that nothing was appended to for long: one bounded batch, in one transaction, by name.
   * Call it again with `next` as `after` until there is none. A stream that is appended to meanwhile is left out.
   *
   * @example
   * ```ts
   * import type { EventStoreManager } from '@uno-ts/event-store-pg'
   * import type { StreamId } from '@uno-ts/types'
   *
   * export async function archiveCarts(manager: EventStoreManager, lastRecordedBefore: Date): Promise<void> {
   *   let after: StreamId | undefined
   *   do {
   *     const batch = await manager.archiveWhere({ category: 'cart', lastRecordedBefore, after })
   *     after = batch.next
   *   } while (after !== undefined)
   * }
   * ```
   */
  async archiveWhere(options: ArchiveWhereOptions): Promise<ArchivedBatch> {
    const { category, lastRecordedBefore, limit = 100, after, tenant = this.#tenant, signal } = options
    streamId(category, 'any') // refuses what is no category
    if (!Number.isSafeInteger(limit) || limit < 1) {
      throw new InvalidArgumentError(`limit is a whole number from 1, found ${limit}`)
    }
    signal?.throwIfAborted()
    const idle = { tenant, category, lastRecordedBefore, after, limit }
    const streams = await findIdleStreams(this.#pool, this.#schema, idle)
    signal?.throwIfAborted()
    const next = streams.length === limit ? streams.at(-1) : undefined
    if (streams.length === 0) return { streams, events: 0, next }
    return {
      ...(await archiveStreams(this.#pool, this.#schema, { tenant, streams, lastRecordedBefore })),
      next,
    }
  }

  /**
   * Archives what is older than its category's rule allows, batch by batch, one category after the other. What was done
   * before it was aborted or failed stays done; running it again goes on.
   *
   * @example
   * ```ts
   * import type { EventStoreManager } from '@uno-ts/event-store-pg'
   *
   * const day = 86_400_000
   *
   * export async function everyNight(manager: EventStoreManager, now: Date): Promise<void> {
   *   const rules = [
   *     { category: 'cart', archiveAfterMs: 90 * day },
   *     { category: 'order', archiveAfterMs: 730 * day },
   *   ]
   *   for (const { category, streams, events } of await manager.applyRetention(rules, { now })) {
   *     console.log(category, streams, events)
   *   }
   * }
   * ```
   * @throws InvalidArgumentError when an age is negative or no number: nothing was archived
   */
  async applyRetention(
    rules: readonly RetentionRule[],
    options: RetentionOptions,
  ): Promise<readonly RetainedCategory[]> {
    const { now, batchSize: limit, tenant, signal } = options
    for (const { category, archiveAfterMs } of rules) {
      if (archiveAfterMs >= 0) continue
      throw new InvalidArgumentError(`"${category}" is archived after 0 ms or more, found ${archiveAfterMs}`)
    }
    const done: RetainedCategory[] = []
    for (const { category, archiveAfterMs } of rules) {
      const lastRecordedBefore = new Date(now.getTime() - archiveAfterMs)
      let streams = 0
      let events = 0
      let after: StreamId | undefined
      do {
        const batch = await this.archiveWhere({ category, lastRecordedBefore, limit, after, tenant, signal })
        streams += batch.streams.length
        events += batch.events
        after = batch.next
      } while (after !== undefined)
      done.push({ category, streams, events })
    }
    return done
  }

  /**
   * Counts saved states by category and shape, and says how many of them may be built upon. It reads all of them.
   *
   * @param options - `tenant`: default all tenants together
   */
  async snapshotCounts(
    options: { readonly tenant?: TenantId | undefined; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<readonly SnapshotCount[]> {
    options.signal?.throwIfAborted()
    return countSnapshots(this.#pool, this.#schema, { tenant: options.tenant })
  }

  /**
   * Forgets saved states: those of a shape that no program knows any more, old ones, or all. Loading needs none of them.
   *
   * @returns how many there were
   */
  deleteSnapshots(options: DeleteSnapshotsOptions = {}): Promise<number> {
    return deleteSnapshots(this.#pool, this.#schema, options)
  }

  async #mustExist(stream: StreamId, tenant: TenantId): Promise<void> {
    const { streamVersion } = await streamState(
      {
        connection: this.#pool,
        schema: this.#schema,
        tenant,
        codec: undefined,
        statement: (text) => ({ text }),
      },
      stream,
    )
    if (streamVersion === 0) throw new NotFoundError('stream')
  }
}
