import type { Message, QueryDefinition, Schema } from '@uno-ts/types'

/** A question that no bus has a handler for: its route knows who answers. */
export function question<Data extends Schema, Result extends Schema>(
  type: string,
  dataSchema: Data,
  resultSchema: Result,
): QueryDefinition<string, Data, Result> {
  const definition = (data: unknown): Message => ({ type, data, definition: definition as never })
  return Object.assign(definition, { kind: 'query', type, dataSchema, resultSchema }) as never // as defineQuery makes them
}
