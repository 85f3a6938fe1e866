import { InvalidArgumentError, type Event as DomainEvent, type EventQuery } from '@uno-ts/types'
import type { DecisionProjection } from './decision-projection.ts'
import { matchesItem } from './matches-item.ts'
import { unionOf } from './union-of.ts'

/** The parts of a decision model, by the name of their state. */
export type DecisionParts = { readonly [name: string]: DecisionProjection<unknown, never> }

/** The state of a decision model: the state of each part, by its name. */
export type DecisionState<Parts extends DecisionParts> = {
  readonly [Name in keyof Parts]: Parts[Name] extends DecisionProjection<infer State, never> ? State : never
}

/** All that one decision depends on. */
export interface DecisionModel<State> {
  /** The union of what its parts ask for: what is read for the decision, and what must not have happened since. */
  readonly query: EventQuery
  /** The states of all parts before the first event. */
  initialState(): State
  /** The states after one event. Only parts that ask for it see it. */
  evolve(state: State, event: DomainEvent): State
}

/**
 * Puts decision projections together to one model, whose state holds theirs by name. Nothing else is read for the
 * decision, and nothing else can conflict with it.
 *
 * @throws {@link InvalidArgumentError} when there is no part
 * @example
 * ```ts
 * import { decisionModel, defineDecisionProjection } from '@uno-ts/cqrs-core'
 * import type { Event } from '@uno-ts/types'
 *
 * type Registered = Event<'AccountRegistered', { readonly username: string }>
 * type Closed = Event<'AccountClosed', { readonly username: string }>
 *
 * const isTaken = (username: string) =>
 *   defineDecisionProjection({
 *     types: ['AccountRegistered', 'AccountClosed'],
 *     tags: [`username:${username}`],
 *     initialState: (): boolean => false,
 *     evolve: (_taken, { type }: Registered | Closed) => type === 'AccountRegistered',
 *   })
 *
 * const registration = decisionModel({ nameIsTaken: isTaken('ada') })
 * ```
 */
export function decisionModel<Parts extends DecisionParts>(
  parts: Parts,
): DecisionModel<DecisionState<Parts>> {
  const named = Object.entries(parts)
  if (named.length === 0) throw new InvalidArgumentError('a decision model has at least one part, found none')
  return Object.freeze({
    query: unionOf(named.map(([, { item }]) => item)),
    initialState: () => stateOf<Parts>(named.map(([name, part]) => [name, part.initialState()])),
    evolve(state: DecisionState<Parts>, event: DomainEvent): DecisionState<Parts> {
      const touched = named.filter(([, { item }]) => matchesItem(event, item))
      if (touched.length === 0) return state
      // A part is handed the events of its own types alone, which are those it was written for.
      const changed = touched.map(([name, part]) => [name, part.evolve(state[name], event as never)] as const)
      return stateOf<Parts>([...Object.entries(state), ...changed])
    },
  })
}

function stateOf<Parts extends DecisionParts>(
  entries: readonly (readonly [string, unknown])[],
): DecisionState<Parts> {
  return Object.fromEntries(entries) as DecisionState<Parts> // one entry for each part, made by it
}
