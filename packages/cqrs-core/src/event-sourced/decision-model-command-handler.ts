import type { CommandDefinition, DataOf, Event as DomainEvent, MessageContext, ResultOf } from '@uno-ts/types'
import type { DecisionModel } from '../decision-model/decision-model.ts'
import type { DecisionModelRepository, DecisionResult } from '../decision-model/decision-model-repository.ts'
import type { HandlerObject } from '../registry/handler-like.ts'

/** How a message meets its decision model. */
export interface DecisionModelCommandHandlerOptions<
  Definition extends CommandDefinition,
  State,
  Event extends DomainEvent,
> {
  /** The message that is handled; types follow from it. */
  readonly definition: Definition
  /** Loads the model, and appends on condition that it still holds. */
  readonly decisions: DecisionModelRepository
  /** What the decision depends on. */
  readonly model: (data: DataOf<Definition>) => DecisionModel<State>
  /** What happens: events in order, or none. It throws a `RuleViolation` to say no. */
  readonly decide: (
    data: DataOf<Definition>,
    state: State,
    context: MessageContext<Definition>,
  ) => readonly Event[]
  /** The answer, of what the decision came to. */
  readonly result: (decided: DecisionResult<State, Event>, data: DataOf<Definition>) => ResultOf<Definition>
}

/**
 * Takes a message to a decision model: one read of what it depends on, the decision, one append under the condition that
 * nothing of the kind has happened since.
 *
 * A conflict is thrown: the bus runs the handler again (`retryOnConflict`).
 *
 * @example
 * ```ts
 * import {
 *   decisionModel,
 *   DecisionModelCommandHandler,
 *   DecisionModelRepository,
 *   defineCommand,
 *   defineDecisionProjection,
 * } from '@uno-ts/cqrs-core'
 * import { RuleViolation, type Event, type EventStore } from '@uno-ts/types'
 * import { z } from 'zod'
 *
 * type Registered = Event<'AccountRegistered', { readonly username: string }>
 *
 * const register = defineCommand({
 *   type: 'RegisterAccount',
 *   data: z.object({ username: z.string() }),
 *   result: z.void(),
 * })
 * const isTaken = (username: string) =>
 *   defineDecisionProjection({
 *     types: ['AccountRegistered'],
 *     tags: [`username:${username}`],
 *     initialState: (): boolean => false,
 *     evolve: (_taken, _event: Registered) => true,
 *   })
 *
 * export const registerHandler = (eventStore: EventStore) =>
 *   new DecisionModelCommandHandler({
 *     definition: register,
 *     decisions: new DecisionModelRepository({ eventStore }),
 *     model: ({ username }) => decisionModel({ taken: isTaken(username) }),
 *     decide({ username }, { taken }): readonly Registered[] {
 *       if (taken) throw new RuleViolation('NAME_TAKEN', 'the name is taken')
 *       return [{ type: 'AccountRegistered', data: { username }, tags: [`username:${username}`] }]
 *     },
 *     result: () => undefined,
 *   })
 * ```
 */
export class DecisionModelCommandHandler<
  Definition extends CommandDefinition,
  State,
  Event extends DomainEvent,
> implements HandlerObject<Definition> {
  readonly #options: DecisionModelCommandHandlerOptions<Definition, State, Event>

  constructor(options: DecisionModelCommandHandlerOptions<Definition, State, Event>) {
    this.#options = options
  }

  /**
   * Handles one command.
   *
   * @throws {@link ConcurrencyError} when an event that the model asks for was appended in between: nothing was written
   * @throws whatever `decide` throws: nothing was written
   */
  async handle(data: DataOf<Definition>, context: MessageContext<Definition>): Promise<ResultOf<Definition>> {
    const { decisions, model, decide, result } = this.#options
    const { metadata, signal, unitOfWork } = context
    const upon = (state: State) => decide(data, state, context)
    return result(await decisions.decide(model(data), upon, { metadata, signal, unitOfWork }), data)
  }
}
