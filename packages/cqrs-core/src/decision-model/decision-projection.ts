import { InvalidArgumentError, type Event as DomainEvent, type EventQueryItem, type Tag } from '@uno-ts/types'

/** One question to the log that a decision depends on, as a pure fold: no I/O, no clock, no ids. */
export interface DecisionProjection<State, Event extends DomainEvent = DomainEvent> {
  /** Which events it folds: any of the types, with all of the tags. */
  readonly item: EventQueryItem & { readonly types: readonly string[] }
  /** The state before the first event. */
  initialState(): State
  /** The state after one event. A recorded event fits; one that is only planned has no position or time yet. */
  evolve(state: State, event: Event): State
}

/** What a {@link DecisionProjection} is made of. */
export interface DecisionProjectionOptions<
  State,
  Event extends DomainEvent,
  Types extends readonly Event['type'][],
> {
  /** The types it folds: all that `evolve` names, none left out. */
  readonly types: Types & EveryType<Event['type'], Types[number]>
  /** Tags that an event must all have, such as `course:c1`. Default: none is asked for. */
  readonly tags?: readonly Tag[] | undefined
  /** The state before the first event. */
  readonly initialState: () => State
  /** The state after one event. */
  readonly evolve: (state: State, event: Event) => State
}

/** Nothing to add when all types are listed; otherwise a list that cannot be given, naming those that are missing. */
type EveryType<Known extends string, Listed extends string> = string extends Known
  ? unknown
  : [Exclude<Known, Listed>] extends [never]
    ? unknown
    : { readonly missing: Exclude<Known, Listed> }

/**
 * Defines a small projection that decisions are made upon: how many seats a course has, whether a name is taken. It reads
 * only the events it names, and `decisionModel` puts several together.
 *
 * Types follow from `evolve`; a type that `evolve` names and `types` leaves out is an error of the compiler, for its events
 * would never come.
 *
 * @throws {@link InvalidArgumentError} when no type is given: nothing is folded then
 * @example
 * ```ts
 * import { defineDecisionProjection } from '@uno-ts/cqrs-core'
 * import type { Event } from '@uno-ts/types'
 *
 * type CourseDefined = Event<'CourseDefined', { readonly capacity: number }>
 * type CapacityChanged = Event<'CapacityChanged', { readonly capacity: number }>
 *
 * export const capacityOf = (courseId: string) =>
 *   defineDecisionProjection({
 *     types: ['CourseDefined', 'CapacityChanged'],
 *     tags: [`course:${courseId}`],
 *     initialState: (): number => 0,
 *     evolve: (_capacity, { data }: CourseDefined | CapacityChanged) => data.capacity,
 *   })
 * ```
 */
export function defineDecisionProjection<
  State,
  Event extends DomainEvent,
  const Types extends readonly Event['type'][],
>(options: DecisionProjectionOptions<State, Event, Types>): DecisionProjection<State, Event> {
  const { types, tags = [], initialState, evolve } = options
  if (types.length === 0) {
    throw new InvalidArgumentError('a decision projection names the types of its events, found none')
  }
  const item = { types: Object.freeze([...types]), tags: Object.freeze([...tags]) }
  return Object.freeze({ item: Object.freeze(item), initialState, evolve })
}
