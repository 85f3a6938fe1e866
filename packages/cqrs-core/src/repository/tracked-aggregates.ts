import {
  ConcurrencyError,
  InvalidArgumentError,
  type StreamId,
  type TenantId,
  type UnitOfWork,
} from '@uno-ts/types'
import { AggregateRoot } from './aggregate-root.ts'
import type { AggregateReadOptions, FoldedAggregate } from './stored-aggregates.ts'

/** An instance of an aggregate class, and where it stands. */
export interface TrackedAggregate<State> {
  readonly stream: StreamId
  readonly tenant: TenantId | undefined
  /** What it was made from; the version and the number of planned events rise with each save. */
  readonly loaded: FoldedAggregate<State>
}

/**
 * Remembers the instances of an aggregate class that were given out, until they are forgotten by everybody else: which
 * stream each is of, at which version, and which of them a unit of work has seen already.
 */
export class TrackedAggregates<State> {
  readonly #byInstance = new WeakMap<object, TrackedAggregate<State>>()
  readonly #byUnit = new WeakMap<UnitOfWork, Map<StreamId, State>>()

  /** The instance that the unit of work has been given before, unless other events were planned for it since. */
  find(stream: StreamId, unitOfWork: UnitOfWork | undefined): { readonly state: State } | undefined {
    const state = unitOfWork && this.#byUnit.get(unitOfWork)?.get(stream)
    if (state === undefined) return undefined
    const tracked = this.#trackedOf(state)
    const isCurrent = tracked?.loaded.planned === unitOfWork?.pending(stream).length
    return isCurrent || isDirty(state) ? { state } : undefined
  }

  /** Remembers an instance. A state that is no instance of an aggregate class is passed through. */
  track(
    stream: StreamId,
    loaded: FoldedAggregate<State>,
    { metadata, tenant = metadata?.tenant, unitOfWork }: AggregateReadOptions,
  ): { readonly state: State } {
    const { state } = loaded
    if (state instanceof AggregateRoot) {
      this.#byInstance.set(state, { stream, tenant, loaded })
      if (unitOfWork !== undefined) this.#instancesOf(unitOfWork).set(stream, state)
    }
    return { state }
  }

  /**
   * Where an instance stands that is about to be saved.
   *
   * @throws InvalidArgumentError when it was not given out here
   * @throws ConcurrencyError when other events were planned for it in the unit of work since it was given out
   */
  mustFind(state: State, unitOfWork: UnitOfWork | undefined): TrackedAggregate<State> {
    const tracked = this.#trackedOf(state)
    if (tracked === undefined) {
      throw new InvalidArgumentError('save takes an instance that get or create of this repository gave')
    }
    const { stream, loaded } = tracked
    const planned = unitOfWork?.pending(stream).length ?? 0
    if (planned !== loaded.planned) {
      const expected = loaded.streamVersion
      throw new ConcurrencyError({ streamId: stream, expected, actual: expected - loaded.planned + planned })
    }
    return tracked
  }

  /** Notes that events of an instance were appended, or planned in the unit of work. */
  advance(state: State, amount: number, unitOfWork: UnitOfWork | undefined): void {
    const tracked = this.#trackedOf(state)
    if (tracked === undefined || typeof state !== 'object' || state === null) return
    const { streamVersion, planned } = tracked.loaded
    const loaded = {
      ...tracked.loaded,
      streamVersion: streamVersion + amount,
      planned: unitOfWork === undefined ? planned : planned + amount,
      draft: undefined,
    }
    this.#byInstance.set(state, { ...tracked, loaded })
  }

  /** Forgets the instance of a stream in a unit of work. */
  forget(stream: StreamId, unitOfWork: UnitOfWork | undefined): void {
    if (unitOfWork !== undefined) this.#byUnit.get(unitOfWork)?.delete(stream)
  }

  #trackedOf(state: State): TrackedAggregate<State> | undefined {
    return typeof state === 'object' && state !== null ? this.#byInstance.get(state) : undefined
  }

  #instancesOf(unitOfWork: UnitOfWork): Map<StreamId, State> {
    const instances = this.#byUnit.get(unitOfWork) ?? new Map<StreamId, State>()
    this.#byUnit.set(unitOfWork, instances)
    return instances
  }
}

function isDirty(state: unknown): boolean {
  return state instanceof AggregateRoot && state.uncommittedEvents.length > 0
}
