import type { ColumnDefinition, ReadModelDefinition, Schema } from '@uno-ts/types'
import { comparedAs } from './figure.ts'
import type { Figure } from './group-by.ts'

/** The answer as a read model whose fields are its names, so that criteria are compiled over it. */
export function answerModel(figures: ReadonlyMap<string, Figure>): ReadModelDefinition {
  const columns = [...figures].map(([name, { kind }]): [string, ColumnDefinition] => [
    name,
    { type: comparedAs[kind], nullable: true },
  ])
  return {
    name: 'the answer',
    schema: withoutFields,
    key: '#answer', // no name of an answer: every figure keeps its type
    columns: Object.fromEntries(columns),
    indexes: [],
  }
}

/** It lists no fields: whatever is not a figure is not there. */
const described = () => ({ type: 'object', properties: {}, additionalProperties: false })
const withoutFields: Schema & { readonly '~standard': { readonly jsonSchema: object } } = {
  '~standard': {
    version: 1,
    vendor: 'uno-ts',
    validate: (value) => ({ value }),
    jsonSchema: { input: described, output: described },
  },
}
