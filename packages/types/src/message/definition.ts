import type { StandardSchemaV1 } from '@standard-schema/spec'

/** Any schema of any library that speaks Standard Schema: zod, valibot, arktype and others. */
export type Schema<Input = unknown, Output = Input> = StandardSchemaV1<Input, Output>

/** What a message of a definition is for. */
export type MessageKind = 'command' | 'query'

/**
 * A message type as a value that carries its schemas. It is made by `defineCommand` and `defineQuery`, and it is a
 * function: called with the payload it gives the message. Bus, handler, route and test infer from it.
 */
export interface MessageDefinition<
  Type extends string = string,
  DataSchema extends Schema = Schema,
  ResultSchema extends Schema = Schema,
  Kind extends MessageKind = MessageKind,
> {
  (
    data: StandardSchemaV1.InferInput<DataSchema>,
  ): Message<MessageDefinition<Type, DataSchema, ResultSchema, Kind>>
  readonly kind: Kind
  /** The type's name: `PlaceOrder`. One handler answers it. */
  readonly type: Type
  /** What the payload must look like. */
  readonly dataSchema: DataSchema
  /** What the answer looks like: for types and documentation, it is not checked at run time. */
  readonly resultSchema: ResultSchema
  /** One sentence for the API's description. */
  readonly summary?: string | undefined
  /** A payload for documentation and the first try of a newcomer. */
  readonly example?: StandardSchemaV1.InferInput<DataSchema> | undefined
  /** Errors of the domain it may end in, by rule, each with a sentence: for documentation. */
  readonly rules?: Readonly<Record<string, string>> | undefined
}

// A definition's call signature is contravariant in its payload, so only `any` accepts every definition.
/* oxlint-disable typescript/no-explicit-any */

/** A definition whose kind is `command`. Without parameters: any command, whatever its payload. */
export type CommandDefinition<
  Type extends string = string,
  DataSchema extends Schema = any,
  ResultSchema extends Schema = any,
> = MessageDefinition<Type, DataSchema, ResultSchema, 'command'>

/** A definition whose kind is `query`. Without parameters: any query, whatever its payload. */
export type QueryDefinition<
  Type extends string = string,
  DataSchema extends Schema = any,
  ResultSchema extends Schema = any,
> = MessageDefinition<Type, DataSchema, ResultSchema, 'query'>

/** Any definition, whatever its payload: what a registry holds. */
export type AnyDefinition = MessageDefinition<string, any, any>

/* oxlint-enable typescript/no-explicit-any */

/** What a caller hands in: the input of the schema. */
export type InputOf<Definition extends AnyDefinition> = StandardSchemaV1.InferInput<Definition['dataSchema']>

/** What the handler gets: the output of the schema. */
export type DataOf<Definition extends AnyDefinition> = StandardSchemaV1.InferOutput<Definition['dataSchema']>

/** What the handler answers. */
export type ResultOf<Definition extends AnyDefinition> = StandardSchemaV1.InferOutput<
  Definition['resultSchema']
>

/** One intent or question: a type, its payload, and the definition it was made from. */
export interface Message<Definition extends AnyDefinition = AnyDefinition> {
  readonly type: Definition['type']
  readonly data: InputOf<Definition>
  readonly definition: Definition
}

/** The intent to change something. */
export type Command<Definition extends AnyDefinition = AnyDefinition> = Message<Definition>

/** A question. */
export type Query<Definition extends AnyDefinition = AnyDefinition> = Message<Definition>
