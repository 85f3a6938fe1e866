import type {
  CommandDefinition,
  MessageDefinition,
  MessageKind,
  QueryDefinition,
  Schema,
} from '@uno-ts/types'

/** What a message of these tests is made of. */
interface Parts<Type extends string, DataSchema extends Schema, ResultSchema extends Schema> {
  readonly type: Type
  readonly data: DataSchema
  readonly result: ResultSchema
  readonly summary?: string
  readonly example?: unknown
  readonly rules?: Readonly<Record<string, string>>
}

function define(kind: MessageKind, { data, result, ...rest }: Parts<string, Schema, Schema>): unknown {
  const definition = (payload: unknown): unknown => ({ type: rest.type, data: payload, definition })
  return Object.assign(definition, { ...rest, kind, dataSchema: data, resultSchema: result })
}

/** A command definition behind the contract alone. */
export function command<const Type extends string, DataSchema extends Schema, ResultSchema extends Schema>(
  parts: Parts<Type, DataSchema, ResultSchema>,
): CommandDefinition<Type, DataSchema, ResultSchema> {
  return define('command', parts) as MessageDefinition<Type, DataSchema, ResultSchema, 'command'>
}

/** A query definition behind the contract alone. */
export function query<const Type extends string, DataSchema extends Schema, ResultSchema extends Schema>(
  parts: Parts<Type, DataSchema, ResultSchema>,
): QueryDefinition<Type, DataSchema, ResultSchema> {
  return define('query', parts) as MessageDefinition<Type, DataSchema, ResultSchema, 'query'>
}
