import {
  RegistrationError,
  ValidationError,
  type AnyDefinition,
  type Command,
  type CommandDefinition,
  type DataOf,
  type ExecuteOptions,
  type Mediator,
  type Message,
  type Query,
  type QueryDefinition,
  type ResultOf,
  type Schema,
  type ValidationIssue,
} from '@uno-ts/types'

/** Answers a message in a test, from its validated payload. */
export type MockHandler<Definition extends AnyDefinition> = (
  data: DataOf<Definition>,
  options: ExecuteOptions,
) => ResultOf<Definition> | Promise<ResultOf<Definition>>

/** One message as it was sent. */
export interface SentMessage {
  readonly message: Message
  readonly options: ExecuteOptions
}

/**
 * A mediator that answers as a test says, validates payloads as a real one does, and remembers what was sent.
 *
 * @example
 * ```ts
 * import { MockCQRSMediator } from '@uno-ts/testing'
 * import type { CommandDefinition } from '@uno-ts/types'
 *
 * export function fakeShop(placeOrder: CommandDefinition): MockCQRSMediator {
 *   return new MockCQRSMediator().answerCommand(placeOrder, () => ({ accepted: true }))
 * }
 * ```
 */
export class MockCQRSMediator implements Mediator {
  readonly #handlers = new Map<string, (data: unknown, options: ExecuteOptions) => unknown>()
  readonly #sent: SentMessage[] = []

  /** Every message that was sent, in order, also those that failed. */
  get sent(): readonly SentMessage[] {
    return this.#sent
  }

  /** Says how a command is answered; the last word counts. */
  answerCommand<Definition extends CommandDefinition>(
    definition: Definition,
    handler: MockHandler<Definition>,
  ): this {
    return this.#answer(definition, handler)
  }

  /** Says how a query is answered; the last word counts. */
  answerQuery<Definition extends QueryDefinition>(
    definition: Definition,
    handler: MockHandler<Definition>,
  ): this {
    return this.#answer(definition, handler)
  }

  /** The payloads sent for a definition, in order. */
  payloadsOf<Definition extends AnyDefinition>(definition: Definition): Message<Definition>['data'][] {
    return this.#sent
      .filter(({ message }) => message.type === definition.type)
      .map(({ message }) => message.data as Message<Definition>['data']) // messages of a type are of its definition
  }

  /** {@inheritDoc Mediator.executeCommand} */
  executeCommand<Definition extends CommandDefinition>(
    command: Command<Definition>,
    options?: ExecuteOptions,
  ): Promise<ResultOf<Definition>> {
    return this.#execute(command, options)
  }

  /** {@inheritDoc Mediator.executeQuery} */
  executeQuery<Definition extends QueryDefinition>(
    query: Query<Definition>,
    options?: ExecuteOptions,
  ): Promise<ResultOf<Definition>> {
    return this.#execute(query, options)
  }

  #answer<Definition extends AnyDefinition>(definition: Definition, handler: MockHandler<Definition>): this {
    this.#handlers.set(definition.type, (data, options) => handler(data as DataOf<Definition>, options)) // validated
    return this
  }

  async #execute<Definition extends AnyDefinition>(
    message: Message<Definition>,
    options: ExecuteOptions = {},
  ): Promise<ResultOf<Definition>> {
    this.#sent.push({ message, options })
    options.signal?.throwIfAborted()
    const handler = this.#handlers.get(message.type)
    if (handler === undefined) throw new RegistrationError(message.type, 'missing')
    const data = options.validated === true ? message.data : await validated(message)
    return (await handler(data, options)) as ResultOf<Definition> // what the definition's handler gives
  }
}

async function validated({ definition, data, type }: Message): Promise<unknown> {
  const schema: Schema = definition.dataSchema
  const result = await schema['~standard'].validate(data)
  if (result.issues === undefined) return result.value
  const issues = result.issues.map(({ message, path = [] }): ValidationIssue => {
    const keys = path.map((segment) => (typeof segment === 'object' ? segment.key : segment))
    return { message, path: keys.map((key) => (typeof key === 'symbol' ? String(key) : key)) }
  })
  throw new ValidationError(type, issues)
}
