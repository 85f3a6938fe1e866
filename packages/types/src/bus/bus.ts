import type {
  AnyDefinition,
  Command,
  CommandDefinition,
  Message,
  Query,
  QueryDefinition,
  ResultOf,
} from '../message/definition.ts'
import type { GlobalPosition } from '../identity/global-position.ts'
import type { MessageMetadata } from '../message/metadata.ts'
import type { Principal } from '../security/principal.ts'
import type { UnitOfWork } from '../unit-of-work/unit-of-work.ts'
import type { Logger } from '../wiring/logger.ts'
import type { Resolver } from '../wiring/resolver.ts'

// One file, because they are one knot: a bus takes options, options may name a context, a context knows its buses.

/** What a handler, a hook and a middleware know beside the payload. */
export interface MessageContext<Definition extends AnyDefinition = AnyDefinition> {
  readonly message: Message<Definition>
  /** With `messageId` and `correlationId` always there. */
  readonly metadata: MessageMetadata & { readonly messageId: string; readonly correlationId: string }
  /** Aborted when the caller gives up, the deadline passes or the process shuts down. */
  readonly signal: AbortSignal
  /** When the answer is of no use any more, in milliseconds since 1970. */
  readonly deadline?: number | undefined
  /** Who asks, when the edge has found out. */
  readonly principal?: Principal | undefined
  /** The key under which a repeat of this command gives the first result. */
  readonly idempotencyKey?: string | undefined
  /** What an answer must have seen; whoever asks has waited until the rows have come that far. */
  readonly minPosition?: GlobalPosition | undefined
  /** The container of the request this message belongs to: what is scoped in it lives as long as the request. */
  readonly resolver?: Resolver | undefined
  /** The context of the handler that sent this message. Absent for what comes from outside. */
  readonly parent?: MessageContext | undefined
  /** 1 for the first run; more after a conflict or a passing failure. */
  readonly attempt: number
  /** Whether the payload is the schema's output already, because a route has validated it. */
  readonly validated: boolean
  /** The unit of work the handler runs in, when the bus opened one. */
  readonly unitOfWork?: UnitOfWork | undefined
  /** For nested commands: metadata, signal and unit of work are handed on by passing `{ parent: context }`. */
  readonly commandBus?: CommandBus | undefined
  /** For nested queries. */
  readonly queryBus?: QueryBus | undefined
  readonly logger: Logger
}

/** How one message is executed. */
export interface ExecuteOptions {
  /** What travels with the message: correlation, actor, tenant. Default: what follows from `parent`, else new ids. */
  readonly metadata?: MessageMetadata | undefined
  /** Aborting it throws its reason, untouched. What was committed before stays. */
  readonly signal?: AbortSignal | undefined
  /** When the answer is of no use any more, in milliseconds since 1970. Default: never. */
  readonly deadline?: number | undefined
  /** In whose name it is executed. Default: that of `parent`, else nobody. */
  readonly principal?: Principal | undefined
  /** Says that the payload is the schema's output already, so that it is validated once. Default false. */
  readonly validated?: boolean | undefined
  /** The key under which a repeat of this command gives the first result. Default: none. */
  readonly idempotencyKey?: string | undefined
  /**
   * What the answer to a query must have seen, such as the caller's own command. Wait for it first
   * (`ConsistencyWaiter.waitFor`): it makes nobody wait, it only keeps older answers of caches away. Default: nothing.
   */
  readonly minPosition?: GlobalPosition | undefined
  /** The container of the request, in which handlers that a container holds are resolved. Default: that of `parent`. */
  readonly resolver?: Resolver | undefined
  /** The context of the handler that sends this message: metadata, signal, deadline and unit of work are handed on. */
  readonly parent?: MessageContext | undefined
}

/** Takes commands to their one handler. */
export interface CommandBus {
  /**
   * Executes one command and answers with its handler's result.
   *
   * @throws ValidationError when the payload does not fit: nothing was executed
   * @throws RegistrationError when no handler is registered for the type
   * @throws whatever the handler throws; after a ConcurrencyError nothing was written
   */
  execute<Definition extends CommandDefinition>(
    command: Command<Definition>,
    options?: ExecuteOptions,
  ): Promise<ResultOf<Definition>>
}

/** Takes queries to their one handler. */
export interface QueryBus {
  /**
   * Executes one query and answers with its handler's result.
   *
   * @throws ValidationError when the payload does not fit: nothing was executed
   * @throws RegistrationError when no handler is registered for the type
   */
  execute<Definition extends QueryDefinition>(
    query: Query<Definition>,
    options?: ExecuteOptions,
  ): Promise<ResultOf<Definition>>
}
