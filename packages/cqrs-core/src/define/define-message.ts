import type { MessageDefinition, MessageKind, Schema } from '@uno-ts/types'
import type { DefinitionOptions } from './definition-options.ts'

/** Makes the callable, frozen value a definition is. */
export function defineMessage<
  Type extends string,
  DataSchema extends Schema,
  ResultSchema extends Schema,
  Kind extends MessageKind,
>(
  kind: Kind,
  options: DefinitionOptions<Type, DataSchema, ResultSchema>,
): MessageDefinition<Type, DataSchema, ResultSchema, Kind> {
  type Definition = MessageDefinition<Type, DataSchema, ResultSchema, Kind>
  const { type, data: dataSchema, result: resultSchema, summary, example, rules } = options
  const make = (data: unknown) => ({ type, data, definition })
  const facts = { kind, type, dataSchema, resultSchema, summary, example, rules }
  const definition = Object.assign(make, facts) as Definition // `make` with the facts is what the interface asks for
  Object.defineProperty(definition, 'name', { value: type })
  return Object.freeze(definition)
}
