import { ConfigurationError, type CommandDefinition, type Event, type RecordedEvent } from '@uno-ts/types'
import { ownInputTypes, type ProcessInput } from './process-input.ts'
import type { Reaction } from './reaction.ts'

/** By event type, which process an event concerns: its id, or `undefined` for none. */
export type Correlations = {
  // Each function takes the events it is written for, so only `any` accepts them all.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly [Type in string]: (event: any) => string | undefined
}

/** The events that correlations are written for: of each function's events those of its key's type. */
export type SourceOf<On extends Correlations> = {
  readonly [Type in keyof On]: Extract<Parameters<On[Type]>[0], { readonly type: Type }>
}[keyof On]

/** A process manager as pure functions over its inputs. It is made by {@link defineProcessManager}. */
export interface ProcessManager<
  State,
  Input,
  Definition extends CommandDefinition = CommandDefinition,
  Deadline extends string = string,
> {
  /** Its name, and the category of its streams. */
  readonly name: string
  /** The types of the events it follows. */
  readonly eventTypes: readonly string[]
  /** Of these, the types that begin a process; others pass a process by that has not begun. */
  readonly startedBy: readonly string[]
  /** The commands it may send. */
  readonly commands: readonly Definition[]
  /** The deadlines it may set. */
  readonly deadlines: readonly Deadline[]
  /** Which process an event concerns. */
  correlate(event: RecordedEvent): string | undefined
  /** The state before the first input. */
  initialState(): State
  /** The state after one input. */
  evolve(state: State, input: Input): State
  /** What is done about an input. The state has taken it in. */
  react(state: State, input: Input): Reaction<Definition, Deadline> | undefined
}

// Its functions take what they are written for; whoever runs them brings what was recorded.
/* oxlint-disable typescript/no-explicit-any */

/** Any process manager, whatever its state and inputs. */
export type AnyProcessManager = ProcessManager<any, any, any, any>

/* oxlint-enable typescript/no-explicit-any */

/** What a process manager is defined by. Types are inferred from it. */
export interface ProcessManagerOptions<
  State,
  On extends Correlations,
  Definition extends CommandDefinition,
  Deadline extends string,
> {
  /**
   * Its name, a word without `-`: process 7 of `fulfilment` is kept in the stream `fulfilment-7`. It never changes.
   */
  readonly name: string
  /**
   * The events that are followed, by type, each with the function that says which process it concerns. Write the function for
   * a union of events, `({ data }: RecordedEvent<OrderEvent>) => data.orderId`, and use it for many types.
   */
  readonly on: On & {
    readonly [Type in keyof On]: [SourceOf<Pick<On, Type>>] extends [never] ? never : On[Type]
  }
  /** The types that begin a process; events of others are passed over while it has not begun. Default: all. */
  readonly startedBy?: readonly Extract<keyof On, string>[] | undefined
  /** The commands it may send. Default: none. */
  readonly commands?: readonly Definition[] | undefined
  /** The deadlines it may set, by name. Default: none. */
  readonly deadlines?: readonly Deadline[] | undefined
  /** The state before the first input. */
  readonly initialState: () => State
  /**
   * The state after one input. No I/O, no clock, no ids: it is called for every input of a process, each time that is loaded.
   */
  readonly evolve: (
    state: NoInfer<State>,
    input: NoInfer<ProcessInput<EventOf<SourceOf<On>>, Definition, Deadline>>,
  ) => NoInfer<State>
  /**
   * What is done about an input; `undefined` for nothing. The state has taken it in. Pure as `evolve`, and called once for
   * an input: what it gives is recorded.
   */
  readonly react: (
    state: NoInfer<State>,
    input: NoInfer<ProcessInput<EventOf<SourceOf<On>>, Definition, Deadline>>,
  ) => Reaction<NoInfer<Definition>, NoInfer<Deadline>> | undefined
}

/** An event as one that is recorded. */
type EventOf<Source> = Source extends Event ? Source : never

/**
 * Defines a process manager: what turns events into commands, over time. It is pure and frozen; a
 * {@link ProcessManagerRunner} puts it to work.
 *
 * @throws ConfigurationError when the name is none, two commands have one type, or an event's type is one of a process's own
 * @example
 * ```ts
 * import { defineCommand, defineProcessManager } from '@uno-ts/cqrs-core'
 * import type { Event, RecordedEvent } from '@uno-ts/types'
 * import { z } from 'zod'
 *
 * type ShopEvent =
 *   | Event<'OrderPlaced', { readonly orderId: string }>
 *   | Event<'OrderPaid', { readonly orderId: string }>
 *
 * const order = z.object({ orderId: z.string() })
 * const ship = defineCommand({ type: 'Ship', data: order, result: z.void() })
 * const cancel = defineCommand({ type: 'Cancel', data: order, result: z.void() })
 * const orderOf = ({ data }: RecordedEvent<ShopEvent>) => data.orderId
 *
 * export const fulfilment = defineProcessManager({
 *   name: 'fulfilment',
 *   on: { OrderPlaced: orderOf, OrderPaid: orderOf },
 *   startedBy: ['OrderPlaced'],
 *   commands: [ship, cancel],
 *   deadlines: ['payment'],
 *   initialState: () => ({ orderId: '' }),
 *   evolve: (state, { type, data }) => (type === 'OrderPlaced' ? { orderId: data.orderId } : state),
 *   react({ orderId }, { type }) {
 *     switch (type) {
 *       case 'OrderPlaced':
 *         return { deadlines: { payment: { afterMs: 15 * 60_000 } } }
 *       case 'OrderPaid':
 *         return { commands: [ship({ orderId })], completed: true }
 *       case 'DeadlinePassed':
 *         return { commands: [cancel({ orderId })], completed: true }
 *       case 'CommandRefused':
 *       case 'CommandFailed':
 *         return undefined
 *     }
 *   },
 * })
 * ```
 */
export function defineProcessManager<
  State,
  const On extends Correlations,
  Definition extends CommandDefinition = never,
  const Deadline extends string = never,
>(
  options: ProcessManagerOptions<State, On, Definition, Deadline>,
): ProcessManager<State, ProcessInput<EventOf<SourceOf<On>>, Definition, Deadline>, Definition, Deadline> {
  const { name, on, commands = [], deadlines = [], initialState, evolve, react } = options
  const eventTypes = Object.keys(on)
  checkName(name)
  const own = eventTypes.find((type) => ownInputTypes.includes(type))
  if (own !== undefined) throw refused(name, `follows events of a type other than ${own}`)
  const types = commands.map(({ type }) => type)
  const twice = types.find((type, index) => types.indexOf(type) !== index)
  if (twice !== undefined) throw refused(name, `has one command of the type "${twice}"`)
  return Object.freeze({
    name,
    eventTypes: Object.freeze(eventTypes),
    startedBy: Object.freeze([...(options.startedBy ?? eventTypes)]),
    commands: Object.freeze([...commands]),
    deadlines: Object.freeze([...deadlines]),
    correlate: (event: RecordedEvent) =>
      Object.hasOwn(on, event.type) ? on[event.type]?.(event) : undefined,
    initialState,
    evolve,
    react,
  })
}

function checkName(name: string): void {
  if (name !== '' && !name.includes('-') && !name.includes('\0') && name.length <= 128) return
  throw refused(name, 'has a name of 1 to 128 characters without "-"')
}

function refused(name: string, expectation: string): ConfigurationError {
  return new ConfigurationError(`a process manager ${expectation}, found otherwise in "${name}"`)
}
