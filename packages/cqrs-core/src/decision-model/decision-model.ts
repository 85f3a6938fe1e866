import { InvalidArgumentError, type Event as DomainEvent, type EventQuery } from '@uno-ts/types'
import type { DecisionProjection } from './decision-projection.ts'
import { matchesItem } from './matches-item.ts'
import { unionOf } from './union-of.ts'

// A projection takes events of its own types only, so nothing but `any` accepts every projection and leaves its types alone.
/* oxlint-disable typescript/no-explicit-any */

/** The parts of a decision model, by the name of their state. */
export type DecisionParts = { readonly [name: string]: DecisionProjection<any, any> }

/** The state of a decision model: the state of each part, by its name. */
export type DecisionState<Parts extends DecisionParts> = {
  readonly [Name in keyof Parts]: Parts[Name] extends DecisionProjection<infer State, any> ? State : never
}

/* oxlint-enable typescript/no-explicit-any */

/** What tells the saved states of a decision model from those of others. */
export interface DecisionSnapshotKey {
  /** What is folded, whatever the tags: `course seats`. Each model of its own has its own name. */
  readonly name: string
  /** The version of the state's shape, from 1. Raise it whenever a part, an upcaster or the state's shape changes. */
  readonly schemaVersion: number
}

/** How a decision model is put together. */
export interface DecisionModelOptions {
  /**
   * Lets a repository with `snapshots` save the state, where it is data: dates, bigints, maps and sets included. Default: every decision reads all its events.
   */
  readonly snapshot?: DecisionSnapshotKey | undefined
}

/** All that one decision depends on. */
export interface DecisionModel<State> {
  /** Under which name its states are saved; absent: they are not. */
  readonly snapshot?: DecisionSnapshotKey | undefined
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
 * @throws {@link InvalidArgumentError} when there is no part, or `schemaVersion` is no whole number from 1
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
  { snapshot }: DecisionModelOptions = {},
): DecisionModel<DecisionState<Parts>> {
  const named = Object.entries(parts)
  if (named.length === 0) throw new InvalidArgumentError('a decision model has at least one part, found none')
  if (snapshot !== undefined) checkVersion(snapshot)
  return Object.freeze({
    snapshot,
    query: unionOf(named.map(([, { item }]) => item)),
    initialState: () => stateOf<Parts>(named.map(([name, part]) => [name, part.initialState()])),
    evolve(state: DecisionState<Parts>, event: DomainEvent): DecisionState<Parts> {
      const touched = named.filter(([, { item }]) => matchesItem(event, item))
      if (touched.length === 0) return state
      const changed = touched.map(([name, part]) => [name, part.evolve(state[name], event)] as const)
      return stateOf<Parts>([...Object.entries(state), ...changed])
    },
  })
}

function checkVersion({ schemaVersion }: DecisionSnapshotKey): void {
  if (Number.isSafeInteger(schemaVersion) && schemaVersion >= 1) return
  throw new InvalidArgumentError(
    `"schemaVersion" of a decision model is a whole number from 1, found ${schemaVersion}`,
  )
}

function stateOf<Parts extends DecisionParts>(
  entries: readonly (readonly [string, unknown])[],
): DecisionState<Parts> {
  return Object.fromEntries(entries) as DecisionState<Parts> // one entry for each part, made by it
}
