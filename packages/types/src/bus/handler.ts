import type { DataOf, CommandDefinition, QueryDefinition, ResultOf } from '../message/definition.ts'
import type { MessageContext } from './bus.ts'

/** Answers one command type. */
export type CommandHandler<Definition extends CommandDefinition> = (
  data: DataOf<Definition>,
  context: MessageContext<Definition>,
) => Promise<ResultOf<Definition>>

/** Answers one query type. */
export type QueryHandler<Definition extends QueryDefinition> = (
  data: DataOf<Definition>,
  context: MessageContext<Definition>,
) => Promise<ResultOf<Definition>>
