import {
  silentLogger,
  streamId,
  uuidV7Source,
  type AppendCondition,
  type CommitResult,
  type ConsistencyMarker,
  type Event as DomainEvent,
  type EventStore,
  type GlobalPosition,
  type Logger,
  type NewId,
  type UnitOfWork,
} from '@uno-ts/types'
import { causedBy } from '../context/caused-by.ts'
import type { LoadOptions, TransactOptions } from '../repository/event-sourced-repository.ts'
import type { DecisionModel } from './decision-model.ts'
import { DecisionSnapshots, type DecisionDraft, type DecisionSnapshotOptions } from './decision-snapshots.ts'
import { matchesQuery } from './matches-item.ts'

/** What a {@link DecisionModelRepository} is made of. */
export interface DecisionModelRepositoryOptions {
  /** Where the events are that decisions depend on, and where theirs go. */
  readonly eventStore: EventStore
  /** Makes the ids of events that are planned in a unit of work. Default: UUIDv7, ascending. */
  readonly newId?: NewId | undefined
  /** Saves the states of models that name their `snapshot`. Default: every decision reads all its events. */
  readonly snapshots?: DecisionSnapshotOptions | undefined
  /** Says which snapshot could not be saved or used. Default: nothing. */
  readonly logger?: Logger | undefined
}

/** A decision model as the log tells. */
export interface LoadedDecisionModel<State> {
  readonly state: State
  /** Holds as long as nothing that the model asks for has been appended since it was loaded. */
  readonly condition: AppendCondition & { readonly after: ConsistencyMarker }
}

/** What a decision came to. */
export interface DecisionResult<State, Event extends DomainEvent> {
  /** The state after the events. */
  readonly state: State
  /** What was decided, in order; empty when there was nothing to do. */
  readonly events: readonly Event[]
  /** The position of the last event. Absent when nothing was decided, and in a unit of work: it is known after the commit. */
  readonly globalPosition: GlobalPosition | undefined
  /** Whether the events have been appended. False when nothing was decided, and in a unit of work: they are planned. */
  readonly written: boolean
}

/**
 * Decides upon decision models: reads what a model asks for, lets a function decide, and appends under the condition that
 * nothing of the kind was appended in between. So a rule may span what would be several aggregates, and two decisions
 * conflict only when one depends on what the other writes
 * ({@link https://dcb.events | dynamic consistency boundaries}).
 *
 * @example
 * ```ts
 * import { decisionModel, DecisionModelRepository, defineDecisionProjection } from '@uno-ts/cqrs-core'
 * import type { Event, EventStore } from '@uno-ts/types'
 *
 * type InvoiceIssued = Event<'InvoiceIssued', { readonly number: number }>
 *
 * const lastNumber = defineDecisionProjection({
 *   types: ['InvoiceIssued'],
 *   initialState: (): number => 0,
 *   evolve: (_last, { data }: InvoiceIssued) => data.number,
 * })
 *
 * export async function issueInvoice(eventStore: EventStore): Promise<number> {
 *   const decisions = new DecisionModelRepository({ eventStore })
 *   const { state } = await decisions.decide(decisionModel({ lastNumber }), (state): InvoiceIssued[] => [
 *     { type: 'InvoiceIssued', data: { number: state.lastNumber + 1 } },
 *   ])
 *   return state.lastNumber // no number twice, none left out
 * }
 * ```
 */
export class DecisionModelRepository {
  readonly #eventStore: EventStore
  readonly #newId: NewId
  readonly #snapshots: DecisionSnapshots | undefined

  constructor(options: DecisionModelRepositoryOptions) {
    const { eventStore, newId = uuidV7Source(), snapshots, logger = silentLogger } = options
    this.#eventStore = eventStore
    this.#newId = newId
    this.#snapshots = snapshots && new DecisionSnapshots(snapshots, logger)
  }

  /**
   * Reads the events the model asks for and folds them: one read, and one more before it for a model with a snapshot, whose
   * events are then those after it. In a unit of work the events planned there are folded too. The condition may be handed
   * to `unitOfWork.require` when something else is written because of what was read.
   */
  async load<State>(
    model: DecisionModel<State>,
    options: LoadOptions = {},
  ): Promise<LoadedDecisionModel<State>> {
    const { state, condition } = await this.#load(model, options)
    return { state, condition }
  }

  /**
   * Loads the model, lets `decide` decide upon its state, and appends what it decided: one read and one commit. Each event
   * stands alone, found by its type and tags. When nothing is decided, nothing is appended.
   *
   * With a unit of work events and condition are planned there instead.
   *
   * @param decide - a pure function, for it may be called again after a conflict; it throws a {@link RuleViolation} to say no
   * @throws {@link ConcurrencyError} when an event that the model asks for was appended in between: nothing was written. It
   * is not retried here: the bus runs the whole handler again (`retryOnConflict`). In a unit of work it comes from the commit.
   * @throws whatever `decide` throws: nothing was written
   */
  async decide<State, Event extends DomainEvent>(
    model: DecisionModel<State>,
    decide: (state: State) => readonly Event[],
    options: TransactOptions = {},
  ): Promise<DecisionResult<State, Event>> {
    const { metadata, signal, unitOfWork } = options
    const { state, condition, draft } = await this.#load(model, { metadata, signal, unitOfWork })
    const events = decide(state)
    if (events.length === 0) return { state, events, globalPosition: undefined, written: false }
    const after = fold(
      model,
      state,
      events.filter((event) => matchesQuery(event, model.query)),
    )
    if (unitOfWork !== undefined) {
      this.#plan(unitOfWork, events, { condition, options })
      if (draft !== undefined) unitOfWork.onCommit(() => this.#snapshots?.save(draft))
      return { state: after, events, globalPosition: undefined, written: false }
    }
    const caused = metadata && causedBy(metadata)
    const plan = { appends: [{ events }], conditions: [condition], metadata: caused }
    const result = await this.#eventStore.commit(plan, { signal })
    if (draft !== undefined) await this.#snapshots?.save(draft)
    return { state: after, events, globalPosition: result.globalPosition, written: isWritten(result) }
  }

  async #load<State>(
    model: DecisionModel<State>,
    options: LoadOptions,
  ): Promise<LoadedDecisionModel<State> & { readonly draft: DecisionDraft<State> | undefined }> {
    const { metadata, tenant = metadata?.tenant, unitOfWork } = options
    const { state: stored, head, isDue } = await this.#read(model, { ...options, tenant })
    const planned = unitOfWork?.pending().filter((event) => matchesQuery(event, model.query)) ?? []
    return {
      state: fold(model, stored, planned),
      condition: { failIfEventsMatch: model.query, after: head },
      draft: isDue ? { model, state: stored, marker: head, tenant } : undefined,
    }
  }

  /** What stored events fold to, from a snapshot where there is one. */
  async #read<State>(
    model: DecisionModel<State>,
    { tenant, signal, unitOfWork }: LoadOptions,
  ): Promise<{ readonly state: State; readonly head: ConsistencyMarker; readonly isDue: boolean }> {
    const { query } = model
    const transaction = unitOfWork?.openedTransaction
    const read = { tenant, signal, transaction }
    const every = this.#snapshots?.every ?? Number.POSITIVE_INFINITY
    // Who holds a connection asks for no second one, and snapshots have their own.
    const snapshot = transaction === undefined ? await this.#snapshots?.load(model, tenant) : undefined
    if (snapshot !== undefined) {
      const { events, head } = await this.#eventStore.readByQuery(query, { ...read, after: snapshot.marker })
      const restored = this.#snapshots?.restore(model, snapshot, (state) => fold(model, state, events))
      if (restored !== undefined) return { state: restored.value, head, isDue: events.length >= every }
    }
    const { events, head } = await this.#eventStore.readByQuery(query, read)
    const isDue = model.snapshot !== undefined && (snapshot !== undefined || events.length >= every)
    return { state: fold(model, model.initialState(), events), head, isDue }
  }

  /** A unit of work plans by stream, so each event gets the stream that the store would give it. */
  #plan(
    unitOfWork: UnitOfWork,
    events: readonly DomainEvent[],
    { condition, options }: { readonly condition: AppendCondition; readonly options: TransactOptions },
  ): void {
    const metadata = options.metadata && causedBy(options.metadata)
    for (const event of events) {
      const id = event.id ?? this.#newId()
      unitOfWork.append(streamId('event', id), [{ ...event, id }], { expectedVersion: 'no-stream', metadata })
    }
    unitOfWork.require(condition)
  }
}

function fold<State>(model: DecisionModel<State>, state: State, events: readonly DomainEvent[]): State {
  return events.reduce((folded, event) => model.evolve(folded, event), state)
}

function isWritten({ appends }: CommitResult): boolean {
  return appends.some(({ written }) => written)
}
