import { assertSame } from '../assertion/assert-same.ts'
import type { GivenInput } from './given-input.ts'
import { playProcess, type AnyGivenInput } from './play-process.ts'
import { ProcessDecision } from './process-decision.ts'
import type { TestedProcessManager, TestedReaction } from './tested-process-manager.ts'

/** What a {@link ProcessManagerTest} is made of. */
export interface ProcessManagerTestOptions<State, Input, Reaction extends TestedReaction> {
  /** What is tested, as `defineProcessManager` made it. */
  readonly processManager: TestedProcessManager<State, Input, Reaction>
}

/**
 * Tells the behaviour of a process manager as given / when / then, in any test runner: its inputs in, commands and deadlines
 * out. Nothing runs and no time passes: a deadline passes when the test says so.
 *
 * Inputs come as they could: a deadline that passes must be set, a command whose end is heard must have been sent, the events
 * are of one process, and a process that is over hears nothing. All is played twice: a process manager that reads a clock,
 * draws ids or changes its state gives itself away, and so does a payload that JSON cannot carry.
 *
 * @example
 * ```ts
 * import { defineCommand, defineProcessManager } from '@uno-ts/cqrs-core'
 * import { commandRefused, deadlinePassed, ProcessManagerTest } from '@uno-ts/testing'
 * import type { Event, RecordedEvent } from '@uno-ts/types'
 * import { z } from 'zod'
 *
 * type Placed = Event<'OrderPlaced', { readonly orderId: string }>
 * const order = z.object({ orderId: z.string() })
 * const pay = defineCommand({ type: 'Pay', data: order, result: z.void() })
 * const cancel = defineCommand({ type: 'Cancel', data: order, result: z.void() })
 *
 * const payment = defineProcessManager({
 *   name: 'payment',
 *   on: { OrderPlaced: ({ data }: RecordedEvent<Placed>) => data.orderId },
 *   commands: [pay, cancel],
 *   deadlines: ['payment'],
 *   initialState: () => '',
 *   evolve: (orderId, { type, data }) => (type === 'OrderPlaced' ? data.orderId : orderId),
 *   react: (orderId, { type }) =>
 *     type === 'OrderPlaced'
 *       ? { commands: [pay({ orderId })], deadlines: { payment: { afterMs: 60_000 } } }
 *       : { commands: [cancel({ orderId })], completed: true },
 * })
 *
 * const process = new ProcessManagerTest({ processManager: payment })
 * const placed: Placed = { type: 'OrderPlaced', data: { orderId: '7' } }
 * const [paying, cancelling] = [pay({ orderId: '7' }), cancel({ orderId: '7' })]
 *
 * process.given().when(placed).then({ commands: [paying], deadlines: { payment: { afterMs: 60_000 } } })
 * process.given(placed).when(deadlinePassed('payment')).then({ commands: [cancelling], completed: true })
 * process.given(placed).when(commandRefused(paying, 'CARD_DECLINED')).then({ commands: [cancelling], completed: true })
 * ```
 */
export class ProcessManagerTest<State, Input, Reaction extends TestedReaction> {
  readonly #manager: TestedProcessManager<State, Input, Reaction>

  constructor({ processManager }: ProcessManagerTestOptions<State, Input, Reaction>) {
    this.#manager = processManager
  }

  /** What the process has heard before, in order. */
  given(...inputs: readonly GivenInput<Input>[]): {
    /** What it hears now. */
    when(input: GivenInput<Input>): ProcessDecision<State, Reaction>
  } {
    return { when: (input) => this.#play([...inputs, input]) }
  }

  #play(inputs: readonly GivenInput<Input>[]): ProcessDecision<State, Reaction> {
    const given = inputs as readonly AnyGivenInput[] // each of them is one
    const played = playProcess(this.#manager, given)
    const again = playProcess(this.#manager, given)
    assertSame(again, played, 'expected the same twice: evolve and react are pure')
    return new ProcessDecision(played)
  }
}
