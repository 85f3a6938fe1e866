import type { CommandBus } from './command-bus.ts'
import type { QueryBus } from './query-bus.ts'
import type { AnyDefinition, Message } from '../message/definition.ts'
import type { MessageMetadata } from '../message/metadata.ts'
import type { Principal } from '../security/principal.ts'
import type { UnitOfWork } from '../unit-of-work/unit-of-work.ts'
import type { Logger } from '../wiring/logger.ts'

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
