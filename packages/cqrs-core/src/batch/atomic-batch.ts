import {
  BatchRolledBackError,
  InvalidArgumentError,
  type Command,
  type CommandBus,
  type CommandDefinition,
  type ExecuteOptions,
  type MessageContext,
  type Outcome,
} from '@uno-ts/types'
import { isRefusal } from '../outcome/is-refusal.ts'
import { failure, outcomeOf } from '../outcome/outcome-of.ts'
import type { ExecuteManyOptions } from '../parallel/execute-many-options.ts'
import type { HandlerRegistry } from '../registry/handler-registry.ts'

/** Commands that read ahead together: few enough to hold what they read, enough to share statements. */
const readTogether = 64

/** What is not handed on by the context of the batch. */
type OwnOptions = Pick<ExecuteManyOptions, 'optionsOf' | 'validated'>

/** By whom the commands of a batch are executed. */
export interface AtomicBatchRun {
  readonly commandBus: CommandBus
  /** Knows which handlers can read ahead. */
  readonly registry: HandlerRegistry | undefined
}

/** Commands of which all are written or none. */
export class AtomicBatch {
  readonly #commands: readonly Command<CommandDefinition>[]
  readonly #options: OwnOptions
  #outcomes: Outcome<unknown>[] = []

  constructor(commands: readonly Command<CommandDefinition>[], options: OwnOptions) {
    this.#commands = commands
    this.#options = options
  }

  /**
   * Executes the commands one after the other in the unit of work of `context`. A refusal does not keep the rest from
   * being asked, so that all refusals are told together; after any other failure nothing more is run. Handlers that can
   * read ahead do so together, before the first of their commands is executed.
   *
   * @throws the first failure, so that nothing is committed, or all is run again after a conflict
   */
  async run({ commandBus, registry }: AtomicBatchRun, context: MessageContext): Promise<void> {
    this.#outcomes = []
    for (const [place, command] of this.#commands.entries()) {
      if (place % readTogether === 0 && registry !== undefined) {
        const next = this.#commands.slice(place, place + readTogether)
        await Promise.all(next.map((each) => registry.readAhead(each, context)))
      }
      const outcome = await outcomeOf(async () => {
        context.signal.throwIfAborted()
        return commandBus.execute(command, this.#optionsOf(command, place, context))
      })
      this.#outcomes.push(outcome)
      if (!outcome.ok && !isRefusal(outcome.error)) break
    }
    const failed = this.#outcomes.find((outcome) => !outcome.ok)
    if (failed !== undefined && !failed.ok) throw failed.error
  }

  /** How each command has ended, now that all is written. */
  get outcomes(): readonly Outcome<unknown>[] {
    return this.#outcomes
  }

  /** How each command has ended, now that nothing was written because of `error`. */
  rolledBack(error: unknown): readonly Outcome<unknown>[] {
    const failed = this.#outcomes.flatMap((outcome, place) => (outcome.ok ? [] : [place]))
    if (failed.length === 0) return this.#commands.map(() => failure(error)) // it was the commit, or nothing has begun
    return this.#commands.map((_command, place) => {
      const outcome = this.#outcomes[place]
      if (outcome?.ok === false) return outcome
      return failure(
        new BatchRolledBackError({ failed, size: this.#commands.length, ran: outcome !== undefined }),
      )
    })
  }

  /** What all are given has come with the context; a command adds what is its own. */
  #optionsOf(command: Command<CommandDefinition>, place: number, context: MessageContext): ExecuteOptions {
    const { optionsOf, validated } = this.#options
    const own = optionsOf?.(command, place)
    const tenant = own?.principal?.tenant ?? own?.metadata?.tenant
    if (tenant !== undefined && tenant !== context.metadata.tenant) {
      throw new InvalidArgumentError(
        `an atomic batch is of one tenant: message ${place + 1} has another one than the batch`,
      )
    }
    return { validated, ...own, parent: context }
  }
}
