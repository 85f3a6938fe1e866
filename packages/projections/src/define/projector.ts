import {
  ConfigurationError,
  isUnoError,
  projectionId,
  type ProjectionContext,
  type ProjectionId,
  type RecordedEvent,
  type TenantId,
  type VersionTable,
} from '@uno-ts/types'
import type { Transaction } from 'kysely'
import type { ErrorHandling } from '../failure/error-handling.ts'
import { sliceOf } from '../slice/slice-of.ts'
import { emptyTables } from '../version/empty-tables.ts'
import { versionedTable } from '../version/versioned-table.ts'
import { versionTables } from '../version/version-tables.ts'
import { checkProjection } from './define-projection.ts'
import { ProjectionError } from './projection-error.ts'
import type { AnyProjection } from './projection.ts'

/** Rows by the keys that caches and live queries know them by; `undefined`: any of them. */
export type RowKeys = ReadonlySet<string> | undefined

/** What handlers get. `any`, because each projection knows tables of its own. */
type Context = ProjectionContext<Transaction<any>>
/** The same for what empties rows. */
type EmptyingContext = Context & { readonly tenant: TenantId }

/**
 * Applies events to a projection, whichever way it is defined. It keeps no position and opens no transaction: whoever
 * calls it does, so one definition serves a runner, a test and an append alike.
 */
export class Projector {
  readonly projectionId: ProjectionId
  readonly version: number
  /** Which events {@link Projector.project} takes. */
  readonly eventTypes: ReadonlySet<string>
  /** Into how many slices it is divided. */
  readonly slices: number
  /** What the definition says of events that are refused. */
  readonly onError: ErrorHandling | undefined
  /** Whether an event's key is its stream. */
  readonly isKeyedByStream: boolean
  /** Whether {@link Projector.reset} can empty the rows. */
  readonly resettable: boolean
  /** Whether it is called before the transaction that moves its checkpoint. */
  readonly isOutside: boolean
  /** The tables that this version has of its own. */
  readonly tables: readonly VersionTable[]
  readonly #projection: AnyProjection

  /** @throws ConfigurationError when the definition cannot work */
  constructor(projection: AnyProjection) {
    checkProjection(projection)
    this.projectionId = projectionId(projection.name)
    this.version = projection.version
    this.eventTypes = new Set<string>('on' in projection ? Object.keys(projection.on) : projection.eventTypes)
    this.slices = projection.slices ?? 1
    this.onError = projection.onError
    this.isKeyedByStream = (projection.sliceBy ?? 'stream') === 'stream'
    this.isOutside = projection.outside ?? false
    this.tables = versionTables(projection)
    this.resettable = projection.reset !== undefined || this.tables.length > 0
    this.#projection = projection
  }

  /**
   * Handles events in their order. Leaving out those of other types is the caller's part.
   *
   * @returns the keys of the rows they change; `undefined` when the definition does not name keys
   * @throws ProjectionError with what a handler, `sliceBy` or `keys` threw as its cause: roll the transaction back
   */
  async project(events: readonly RecordedEvent[], given: Context): Promise<RowKeys> {
    const keys = this.#keysOf(events)
    const projection = this.#projection
    const context = { ...given, table: this.tableOf }
    if ('on' in projection) {
      for (const event of events) {
        await this.#attempt(event, () => projection.on[event.type]?.(event, context))
      }
    } else if (events.length > 0) {
      await this.#attempt(events[0], () => projection.handleBatch(events, context))
    }
    return keys
  }

  /** What the database calls a table in this version. */
  readonly tableOf = <Name extends string>(name: Name): Name =>
    Object.hasOwn(this.#projection.tables ?? {}, name)
      ? (versionedTable(name, this.version) as Name) // typed as the definition's, for the columns
      : name

  /**
   * Empties the rows as the definition says, or else the tables of this version.
   *
   * @throws ProjectionError with what it threw as its cause
   */
  async reset(context: EmptyingContext): Promise<void> {
    const { reset } = this.#projection
    await this.#attempt(undefined, () =>
      reset === undefined ? emptyTables(this.tables, context) : reset({ ...context, table: this.tableOf }),
    )
  }

  /**
   * Removes what the events of one key have made.
   *
   * @throws ConfigurationError when the definition does not say how
   * @throws ProjectionError with what it threw as its cause
   */
  async resetKey(key: string, context: EmptyingContext): Promise<void> {
    const { resetKey } = this.#projection
    if (resetKey === undefined) {
      throw new ConfigurationError(`projection "${this.projectionId}" needs a resetKey to rebuild one key`, {
        path: `${this.projectionId}.resetKey`,
      })
    }
    await this.#attempt(undefined, () => resetKey(key, { ...context, table: this.tableOf }))
  }

  /**
   * What an event belongs to: events of one key are handled in order, and wait for one another where one is parked. One for
   * which `sliceBy` throws goes with its stream; where there are slices, {@link Projector.project} refuses it.
   *
   * @throws ProjectionError when the definition gives keys that cannot be divided into slices
   */
  keyOf(event: RecordedEvent): string {
    const { sliceBy = 'stream' } = this.#projection
    if (sliceBy === 'stream') return event.streamId
    try {
      return sliceBy(event)
    } catch (error) {
      if (!isUnoError(error, 'ERR_CONFIGURATION')) return event.streamId
      throw new ProjectionError(this.projectionId, event, error)
    }
  }

  /** The slice of an event, from 0. @throws ProjectionError as {@link Projector.keyOf} does */
  sliceOf(event: RecordedEvent): number {
    return this.slices === 1 ? 0 : sliceOf(this.keyOf(event), this.slices)
  }

  /** What the definition says of each event. @throws ProjectionError that names the event for which it threw */
  #keysOf(events: readonly RecordedEvent[]): RowKeys {
    const { keys, sliceBy } = this.#projection
    const isSliced = this.slices > 1 && typeof sliceBy === 'function'
    if (keys === undefined && !isSliced) return undefined
    const all = new Set<string>()
    for (const event of events) {
      try {
        if (isSliced) sliceBy(event)
        for (const key of keys?.(event) ?? []) all.add(key)
      } catch (error) {
        throw new ProjectionError(this.projectionId, event, error)
      }
    }
    return keys && all
  }

  async #attempt(event: RecordedEvent | undefined, run: () => Promise<unknown> | void): Promise<void> {
    try {
      await run()
    } catch (error) {
      throw new ProjectionError(this.projectionId, event, error)
    }
  }
}
