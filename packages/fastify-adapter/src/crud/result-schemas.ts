import type { Page, ReadModelDefinition, RowOf, Schema, SearchResult } from '@uno-ts/types'
import { jsonSchemaOf, type JsonSchema } from '../json-schema/json-schema-of.ts'
import { describedSchema } from './plain-schema.ts'

/** A page of rows, for descriptions. */
export function pageSchema<Model extends ReadModelDefinition>(
  model: Model,
): Schema<unknown, Page<RowOf<Model>>> {
  const cursor = {
    type: ['string', 'null'],
    description: 'Asks for the page there; null when there is none.',
  }
  return describedSchema(
    around(model, (row) => ({
      type: 'object',
      properties: {
        items: { type: 'array', items: row },
        next: cursor,
        previous: cursor,
        total: { type: 'integer', description: 'All matching rows, when it was asked for.' },
      },
      required: ['items', 'next', 'previous'],
    })),
  )
}

/** What a search found, for descriptions. */
export function hitsSchema<Model extends ReadModelDefinition>(
  model: Model,
): Schema<unknown, SearchResult<RowOf<Model>>> {
  const count = { type: 'object', properties: { value: { type: 'string' }, count: { type: 'integer' } } }
  const hit = (row: JsonSchema) => ({
    type: 'object',
    properties: {
      row,
      score: { type: 'number', description: 'Comparable within one answer only.' },
      highlights: { type: 'object', description: 'Pieces of text, found words marked, by field.' },
    },
    required: ['row', 'score'],
  })
  return describedSchema(
    around(model, (row) => ({
      type: 'object',
      properties: {
        hits: { type: 'array', items: hit(row), description: 'The best first.' },
        total: { type: 'integer' },
        facets: { type: 'object', additionalProperties: { type: 'array', items: count } },
        corrections: {
          type: 'array',
          items: {
            type: 'object',
            properties: { typed: { type: 'string' }, meant: { type: 'array', items: { type: 'string' } } },
          },
        },
      },
      required: ['hits'],
    })),
  )
}

/** A schema around that of a row; what the row's schema defines for itself stays reachable. */
function around(model: ReadModelDefinition, outer: (row: JsonSchema) => JsonSchema): JsonSchema {
  const { $defs, ...row } = jsonSchemaOf(model.schema, 'output') ?? {}
  return { ...outer(row), ...($defs === undefined ? undefined : { $defs }) }
}
