import {
  ConfigurationError,
  defaultTenant,
  type InlineStatements,
  type PlannedEvent,
  type SqlStatement,
  type TenantId,
  type TransactionHandle,
} from '@uno-ts/types'
import type { AnyProjection } from '../define/projection.ts'
import { foldEvents, keysOfEvents } from '../fold/fold-events.ts'
import type { AnyFold } from '../fold/fold.ts'
import { loadRows } from '../fold/load-rows.ts'
import { writeRows } from '../fold/write-rows.ts'
import { byTenant } from '../table/by-tenant.ts'
import { rowAdder } from '../tally/add-rows.ts'
import { adder } from '../tally/add-up.ts'
import type { Tally } from '../tally/tally.ts'
import { inlineEvents } from './inline-event.ts'
import { lockKeys } from './lock-keys.ts'

/** How a definition is written with its events. */
export interface InlineProjectionOptions {
  /** Whose rows they are where neither plan nor event says: the store's own tenant. Default `default`. */
  readonly tenant?: TenantId | undefined
}

/**
 * Gives a fold or a tally its inline life: rows change in the transaction that appends the events, so whoever sees the events
 * sees the rows. For the `inline` option of cqrs-core's `EventStoreIntegration`. Do not run the same definition in a
 * `ProjectionRunner` too: both would write its rows.
 *
 * - A **tally** adds to its rows in the statement of the append: their order does not matter.
 * - A **fold** keyed by its stream follows the version the append expects; a new stream's rows are written in the statement
 *   of the append.
 * - Any other **fold** first takes the locks of its keys, in order, and keeps them to the commit: events of one key get their
 *   positions in the order in which they were folded. Appends that share a key wait for each other.
 *
 * Repeating an append with the same event ids changes no row. `evolve` runs before the events are recorded; what it asks of
 * them that only the append decides (`globalPosition`, `recordedAt`) throws.
 *
 * @throws ConfigurationError for what cannot be inline: handlers, whose order inline is not the log's, and folds that keep
 * positions, which are not known yet
 * @example
 * ```ts
 * import { EventStoreIntegration } from '@uno-ts/cqrs-core'
 * import { PostgresEventStore, PostgresUnitOfWorkFactory } from '@uno-ts/event-store-pg'
 * import { inlineProjection, type Tally } from '@uno-ts/projections'
 * import { Pool } from 'pg'
 *
 * export function integrate(sales: Tally): EventStoreIntegration {
 *   const pool = new Pool()
 *   const eventStore = new PostgresEventStore({ pool })
 *   const unitOfWork = new PostgresUnitOfWorkFactory({ eventStore, pool })
 *   return new EventStoreIntegration({ eventStore, unitOfWork, inline: [inlineProjection(sales)] })
 * }
 * ```
 */
export function inlineProjection(
  definition: AnyFold | Tally,
  { tenant = defaultTenant }: InlineProjectionOptions = {},
): InlineStatements {
  if (isOneOfTwo(definition) && definition.table.versioned === true) {
    throw new ConfigurationError(
      `projection "${definition.name}" cannot be inline: its versions have tables of their own, which a runner builds`,
      { path: `${definition.name}.table.versioned` },
    )
  }
  if (isTally(definition)) return inlineTally(definition, tenant)
  if (!isFold(definition)) {
    throw new ConfigurationError(
      `projection "${(definition as AnyProjection).name}" cannot be inline: expected a fold or a tally, found handlers`,
      { path: (definition as AnyProjection).name },
    )
  }
  if (definition.table.positionColumn !== undefined) {
    throw new ConfigurationError(
      `fold "${definition.name}" cannot be inline: its table keeps positions, which are not known before the commit`,
      { path: `${definition.name}.table.positionColumn` },
    )
  }
  return definition.key === 'stream' ? inlineStreamFold(definition, tenant) : inlineFold(definition, tenant)
}

function inlineTally(tally: Tally, tenant: TenantId): InlineStatements {
  const addUp = adder(tally)
  const addRows = rowAdder(tally)
  return Object.freeze({
    name: tally.name,
    eventTypes: tally.eventTypes,
    statements: (planned: readonly PlannedEvent[]) =>
      [...byTenant(inlineEvents(planned, tenant))].flatMap(([owner, events]) => {
        const rows = addUp(events)
        return rows.length === 0 ? [] : [addRows(rows, owner)]
      }),
  })
}

function inlineStreamFold(fold: AnyFold, tenant: TenantId): InlineStatements {
  return Object.freeze({
    ...inlineFold(fold, tenant),
    statements(planned: readonly PlannedEvent[]) {
      const first = Map.groupBy(planned, ({ streamId }) => streamId)
      // A stream that begins has no row to load; the version that its append expects keeps others out.
      if (![...first.values()].every(([event]) => event?.streamVersion === 1)) return undefined
      return [...byTenant(inlineEvents(planned, tenant))].flatMap(([owner, events]) =>
        writeRows(fold.table, foldEvents(fold, events, new Map()), owner),
      )
    },
  })
}

function inlineFold(fold: AnyFold, tenant: TenantId): InlineStatements {
  return Object.freeze({
    name: fold.name,
    eventTypes: fold.eventTypes,
    statements: () => undefined,
    async prepare(
      planned: readonly PlannedEvent[],
      { transaction: { connection } }: { readonly transaction: TransactionHandle },
    ) {
      const statements: SqlStatement[] = []
      for (const [owner, events] of byTenant(inlineEvents(planned, tenant))) {
        const keys = keysOfEvents(fold, events)
        if (keys.length === 0) continue
        if (!followsItsStream(fold, planned)) await lockKeys(connection, fold.table.name, keys)
        const before = await loadRows(connection, fold.table, { keys, tenant: owner })
        statements.push(...writeRows(fold.table, foldEvents(fold, events, before), owner))
      }
      return statements
    },
  })
}

/** Whether the versions that the append expects keep others from the rows: no lock is needed then. */
function followsItsStream(fold: AnyFold, planned: readonly PlannedEvent[]): boolean {
  return fold.key === 'stream' && planned.every(({ streamVersion }) => streamVersion !== undefined)
}

function isOneOfTwo(definition: AnyFold | Tally): definition is AnyFold | Tally {
  return isTally(definition) || isFold(definition)
}

function isTally(definition: object): definition is Tally {
  return 'sums' in definition
}

function isFold(definition: object): definition is AnyFold {
  return 'evolve' in definition
}
