import {
  InvalidArgumentError,
  type Event,
  type ProjectionHandlerContext,
  type RecordedEvent,
} from '@uno-ts/types'
import type { Transaction } from 'kysely'
import { defineProjection } from './define-projection.ts'
import type { Projection, ProjectionOptions } from './projection.ts'

/** Handles an event as it was at one version of its shape. */
export type EventVersionHandler<Database> = (
  // `any`: the shapes of old versions are known to no type
  event: RecordedEvent<Event<string, any>>,
  context: ProjectionHandlerContext<Transaction<Database>>,
) => Promise<unknown> | void

/** A projection with a handler for each version of an event's shape. */
export interface VersionedProjection<Database> extends ProjectionOptions<Event, Database> {
  /** Handlers by event type, and within it by the version of the shape, from 1. */
  readonly on: Readonly<Record<string, Readonly<Record<number, EventVersionHandler<Database>>>>>
  /**
   * Whether an event of a version that has no handler goes to the one of the nearest lower version: for shapes that were only
   * added to. Default false: such an event is refused.
   */
  readonly applyLatest?: boolean | undefined
}

/**
 * A projection that handles events by the version of their shape, for logs that are read without upcasting. Where events are
 * brought up to date as they are read, `defineProjection` is all it takes.
 *
 * @throws ConfigurationError that names the field when the definition cannot work
 * @example
 * ```ts
 * import { defineVersionedProjection, type Projection } from '@uno-ts/projections'
 * import { sql } from 'kysely'
 *
 * export const units: Projection<any, object> = defineVersionedProjection<object>({
 *   name: 'units',
 *   version: 2,
 *   tables: { units: ({ table }) => `create table ${table} (order_id text primary key, units integer not null)` },
 *   on: {
 *     OrderPlaced: {
 *       1: ({ streamId }, { tx, table }) =>
 *         sql`insert into ${sql.table(table('units'))} values (${streamId}, 1)`.execute(tx),
 *       2: ({ streamId, data }, { tx, table }) =>
 *         sql`insert into ${sql.table(table('units'))} values (${streamId}, ${data.units})`.execute(tx),
 *     },
 *   },
 * })
 * ```
 */
export function defineVersionedProjection<Database>({
  on,
  applyLatest = false,
  ...options
}: VersionedProjection<Database>): Projection<any, Database> {
  const handlers = Object.entries(on).map(([type, versions]) => {
    const handle: EventVersionHandler<Database> = (event, context) =>
      handlerOf(event, versions, applyLatest)(event, context)
    return [type, handle] as const
  })
  return defineProjection<any, Database>({ ...options, on: Object.fromEntries(handlers) })
}

function handlerOf<Database>(
  { type, schemaVersion }: Pick<RecordedEvent, 'type' | 'schemaVersion'>,
  versions: Readonly<Record<number, EventVersionHandler<Database>>>,
  applyLatest: boolean,
): EventVersionHandler<Database> {
  const exact = versions[schemaVersion]
  if (exact !== undefined) return exact
  const known = Object.keys(versions).map(Number)
  const lower = known.filter((version) => version < schemaVersion)
  const latest = lower.length === 0 ? undefined : versions[Math.max(...lower)]
  if (applyLatest && latest !== undefined) return latest
  throw new InvalidArgumentError(
    `event type ${type} is handled at versions ${known.join(', ')}, found ${schemaVersion}`,
  )
}
