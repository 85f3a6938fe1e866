import type { Event as DomainEvent } from '@uno-ts/types'

/**
 * One aggregate as pure functions: no I/O, no clock, no ids. Whatever `decide` needs is in the command or the state.
 *
 * The idea is Jérémie Chassaing's ({@link https://thinkbeforecoding.com/post/2021/12/17/functional-event-sourcing-decider}).
 *
 * @example
 * ```ts
 * import type { Decider } from '@uno-ts/cqrs-core'
 * import { RuleViolation, type Event } from '@uno-ts/types'
 *
 * type Door = 'open' | 'shut'
 * type DoorCommand = { readonly type: 'OpenDoor' | 'ShutDoor' }
 * type DoorEvent = Event<'DoorOpened', {}> | Event<'DoorShut', {}>
 *
 * const door: Decider<Door, DoorCommand, DoorEvent> = {
 *   category: 'door',
 *   initialState: () => 'shut',
 *   decide(command, state) {
 *     switch (command.type) {
 *       case 'OpenDoor':
 *         if (state === 'open') throw new RuleViolation('DOOR_IS_OPEN', 'the door is open already')
 *         return [{ type: 'DoorOpened', data: {} }]
 *       case 'ShutDoor':
 *         return state === 'shut' ? [] : [{ type: 'DoorShut', data: {} }]
 *     }
 *   },
 *   evolve(_state, event) {
 *     switch (event.type) {
 *       case 'DoorOpened':
 *         return 'open'
 *       case 'DoorShut':
 *         return 'shut'
 *     }
 *   },
 * }
 * ```
 */
export interface Decider<State, Command, Event extends DomainEvent> {
  /** Names the streams: `order` keeps order 7 in `order-7`. A word without `-`. */
  readonly category: string
  /** The state before the first event. */
  initialState(): State
  /**
   * What happens when the command meets the state: events in order, or none when there is nothing to do.
   *
   * @throws {@link RuleViolation} when the domain says no
   */
  decide(command: Command, state: State): readonly Event[]
  /** The state after one event. A recorded event fits; what `decide` made has no position or time yet. */
  evolve(state: State, event: Event): State
}

/**
 * Freezes a decider and infers its types from its functions, where writing `Decider<…>` beside it is not wanted.
 *
 * @example
 * ```ts
 * import { decider } from '@uno-ts/cqrs-core'
 * import type { Event } from '@uno-ts/types'
 *
 * type Lit = Event<'LampLit', {}>
 *
 * const lamp = decider({
 *   category: 'lamp',
 *   initialState: (): boolean => false,
 *   decide: (_command: 'light', lit): readonly Lit[] => (lit ? [] : [{ type: 'LampLit', data: {} }]),
 *   evolve: (_lit, _event: Lit) => true,
 * })
 * ```
 */
export function decider<State, Command, Event extends DomainEvent>(
  parts: Decider<State, Command, Event>,
): Decider<State, Command, Event> {
  return Object.freeze({ ...parts })
}
