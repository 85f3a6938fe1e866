import type { InputOf, MessageDefinition, Schema } from '@uno-ts/types'

/** What a command or a query is made from. */
export interface DefinitionOptions<
  Type extends string,
  DataSchema extends Schema,
  ResultSchema extends Schema,
> {
  /** The type's name, unique among the commands or the queries of a registry: `PlaceOrder`. */
  readonly type: Type
  /** What the payload must look like. Its output is what the handler gets. */
  readonly data: DataSchema
  /** What the answer looks like: for types and documentation, it is not checked at run time. */
  readonly result: ResultSchema
  /** One sentence for the API's description. */
  readonly summary?: string | undefined
  /** A payload for documentation and the first try of a newcomer. */
  readonly example?: InputOf<MessageDefinition<Type, DataSchema, ResultSchema>> | undefined
  /** Errors of the domain it may end in, by rule, each with a sentence: for documentation. */
  readonly rules?: Readonly<Record<string, string>> | undefined
}
