import {
  ConfigurationError,
  silentLogger,
  uuidV7Source,
  type Event,
  type EventBus,
  type EventStore,
  type InlineHandler,
  type InlineProjection,
  type InlineStatements,
  type Logger,
  type NewId,
  type PlannedEvent,
  type SqlStatement,
  type UnitOfWork,
  type UnitOfWorkFactory,
  type UnitOfWorkOptions,
} from '@uno-ts/types'
import { ObservedUnitOfWork } from '../unit-of-work/observed-unit-of-work.ts'
import type { EventOutbox } from './event-outbox.ts'
import { EventPlan } from './event-plan.ts'
import { EventPublication } from './event-publication.ts'
import { IntegratedEventStore } from './integrated-event-store.ts'

/** Rows that change in the transaction of the events: by handlers, or by statements that run behind the append. */
type Inline = InlineProjection<never, never> | InlineStatements

/** What an {@link EventStoreIntegration} connects. */
export interface EventStoreIntegrationOptions {
  /** The store itself. */
  readonly eventStore: EventStore
  /** Begins units of work over that store. Needed by inline projections and an outbox. */
  readonly unitOfWork?: UnitOfWorkFactory | undefined
  /** Hears of events after their commit. Default: nobody does. */
  readonly eventBus?: EventBus | undefined
  /**
   * Whether a command waits until the bus has handled its events: what it is answered is then true of caches and whatever
   * else follows in this process. Handlers are called one after the other, so with slow ones commands are slow. Default true.
   */
  readonly waitForHandlers?: boolean | undefined
  /** Written in the transaction of the events they handle, in this order. Default: none. */
  readonly inline?: readonly Inline[] | undefined
  /** Takes events in the transaction that appends them, after the inline projections. Default: none. */
  readonly outbox?: EventOutbox | undefined
  /** Makes the ids of events. Default: UUIDv7, ascending. */
  readonly newId?: NewId | undefined
  /** Says which handler failed after a commit. Default: nothing. */
  readonly logger?: Logger | undefined
}

/**
 * Connects an event store with what follows from its events: inline projections and an outbox, written in the transaction
 * that appends them, and handlers in this process, called after the commit. Give its `eventStore` and `unitOfWork` to
 * repositories and buses in place of the plain ones; both do the same.
 *
 * After a commit its events are handed to the bus once, in the order of their positions, and the command waits for the
 * handlers, unless it is told not to; what they throw is logged. Commits of several commands follow one another. A handler may execute commands: their
 * events are handed over when the event it handles is done. It is a convenience, not a guarantee: a process that dies between
 * commit and publication has not called the handlers.
 *
 * @example
 * ```ts
 * import { CommandBus, EventBus, EventStoreIntegration, HandlerRegistry } from '@uno-ts/cqrs-core'
 * import { InMemoryEventStore, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
 *
 * const store = new InMemoryEventStore()
 * const eventBus = new EventBus()
 * const { eventStore, unitOfWork } = new EventStoreIntegration({
 *   eventStore: store,
 *   unitOfWork: new InMemoryUnitOfWorkFactory({ eventStore: store }),
 *   eventBus,
 * })
 * eventBus.subscribe('OrderPlaced', ({ streamId }) => void streamId)
 *
 * export const commandBus = new CommandBus({ registry: new HandlerRegistry(), unitOfWork })
 * export { eventStore } // for repositories
 * ```
 */
export class EventStoreIntegration {
  /** The store, with what follows from its events. */
  readonly eventStore: EventStore
  readonly #units: UnitOfWorkFactory | undefined
  readonly #publication: EventPublication | undefined
  readonly #inline: readonly Inline[]
  readonly #outbox: EventOutbox | undefined
  readonly #newId: NewId

  /** @throws {@link ConfigurationError} when there are inline projections or an outbox, and no units of work to write in */
  constructor(options: EventStoreIntegrationOptions) {
    const { eventStore, unitOfWork, eventBus, inline = [], outbox } = options
    const { newId = uuidV7Source(), logger = silentLogger, waitForHandlers: waits = true } = options
    if (unitOfWork === undefined && (inline.length > 0 || outbox !== undefined)) {
      throw new ConfigurationError(
        'inline projections and an outbox write in a unit of work: expected a factory of them, found none',
        { path: 'unitOfWork' },
      )
    }
    this.#units = unitOfWork
    this.#publication = eventBus && new EventPublication({ eventStore, eventBus, logger, waits })
    this.#inline = inline
    this.#outbox = outbox
    this.#newId = newId
    this.eventStore = new IntegratedEventStore({
      inner: eventStore,
      newId,
      writesBeside: (events) => events.some(({ type }) => this.#writesFor(type)),
      begin: (unit) => this.unitOfWork.begin(unit),
      publish: async (result, about) => this.#publication?.publish(result, about),
    })
  }

  /** Units of work, with what follows from their events. @throws {@link ConfigurationError} when none were given */
  get unitOfWork(): UnitOfWorkFactory {
    const units = this.#units
    if (units === undefined) {
      throw new ConfigurationError('expected a factory of units of work, found none', { path: 'unitOfWork' })
    }
    return { begin: (options) => this.#begin(units, options) }
  }

  /** Waits until every event that was committed has been handed to the bus. */
  async idle(): Promise<void> {
    await this.#publication?.idle()
  }

  #begin(units: UnitOfWorkFactory, options: UnitOfWorkOptions = {}): UnitOfWork {
    const plan = new EventPlan(options, this.#newId)
    const unitOfWork = new ObservedUnitOfWork(units.begin(options), {
      planning: (events) => plan.identified(events),
      planned: (streamId, events, append) => plan.add(streamId, events, append),
      committing: (inner, signal) => this.#writeBeside(plan.events, inner, signal),
    })
    const tenant = options.tenant ?? options.metadata?.tenant
    unitOfWork.onCommit((result) => this.#publication?.publish(result, { events: plan.events, tenant }))
    return unitOfWork
  }

  /** Writes what belongs to the events, in their transaction. None is opened when nothing does. */
  async #writeBeside(
    events: readonly PlannedEvent[],
    unitOfWork: UnitOfWork,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const outgoing = events.filter(({ type }) => this.#goesOut(type))
    for (const inline of this.#inline) {
      const its = events.filter(({ type }) => handles(inline, type))
      if (its.length === 0) continue
      signal?.throwIfAborted()
      if ('on' in inline) await this.#handle(inline, its, { unitOfWork, signal })
      else planned(unitOfWork, await statementsOf(inline, its, { unitOfWork, signal }))
    }
    if (outgoing.length > 0) {
      const transaction = await unitOfWork.transaction()
      await this.#outbox?.add(outgoing, { transaction, signal })
    }
  }

  async #handle(
    { on }: InlineProjection<never, never>,
    events: readonly PlannedEvent[],
    { unitOfWork, signal }: Writing,
  ): Promise<void> {
    const { sql: tx } = await unitOfWork.transaction()
    const handlers = new Map<string, InlineHandler<Event>>(Object.entries(on))
    for (const event of events) {
      signal?.throwIfAborted()
      await handlers.get(event.type)?.(event, { tx, signal })
    }
  }

  #writesFor(type: string): boolean {
    return this.#goesOut(type) || this.#inline.some((inline) => handles(inline, type))
  }

  #goesOut(type: string): boolean {
    return this.#outbox !== undefined && (this.#outbox.types?.includes(type) ?? true)
  }
}

interface Writing {
  readonly unitOfWork: UnitOfWork
  readonly signal: AbortSignal | undefined
}

function handles(inline: Inline, type: string): boolean {
  return 'on' in inline ? Object.hasOwn(inline.on, type) : inline.eventTypes.includes(type)
}

async function statementsOf(
  inline: InlineStatements,
  events: readonly PlannedEvent[],
  { unitOfWork, signal }: Writing,
): Promise<readonly SqlStatement[]> {
  const statements = inline.statements(events)
  if (statements !== undefined || inline.prepare === undefined) return statements ?? []
  const transaction = await unitOfWork.transaction()
  return await inline.prepare(events, { transaction, signal })
}

function planned(unitOfWork: UnitOfWork, statements: readonly SqlStatement[]): void {
  if (unitOfWork.planStatements === undefined) {
    throw new ConfigurationError(
      'statements run behind an append: expected units of work that plan them, found others',
      { path: 'unitOfWork' },
    )
  }
  unitOfWork.planStatements(statements)
}
