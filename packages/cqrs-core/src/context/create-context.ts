import type {
  CommandBus,
  ExecuteOptions,
  GlobalPosition,
  Logger,
  Message,
  MessageContext,
  NewId,
  QueryBus,
} from '@uno-ts/types'
import { messageMetadata } from './message-metadata.ts'

/** What a bus puts into every context. */
export interface ContextSource {
  readonly newId: NewId
  readonly logger: Logger
  readonly commandBus: CommandBus | undefined
  readonly queryBus: QueryBus | undefined
}

/** The context of one message: what its caller gave, what its parent hands on, what the bus adds. */
export function createContext(
  message: Message,
  options: ExecuteOptions,
  signal: AbortSignal,
  source: ContextSource,
): MessageContext {
  const { parent } = options
  return {
    message,
    metadata: messageMetadata(options, source.newId),
    signal,
    deadline: earlier(options.deadline, parent?.deadline),
    principal: options.principal ?? parent?.principal,
    idempotencyKey: options.idempotencyKey,
    minPosition: later(options.minPosition, parent?.minPosition),
    resolver: options.resolver ?? parent?.resolver,
    parent,
    attempt: 1,
    validated: options.validated ?? false,
    unitOfWork: parent?.unitOfWork,
    commandBus: source.commandBus,
    queryBus: source.queryBus ?? parent?.queryBus,
    logger: source.logger,
  }
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return Math.min(one, other)
}

function later(
  one: GlobalPosition | undefined,
  other: GlobalPosition | undefined,
): GlobalPosition | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return one > other ? one : other
}
