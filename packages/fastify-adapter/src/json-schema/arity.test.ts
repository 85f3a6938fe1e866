import { expect, it } from 'vitest'
import { arityOf } from './arity.ts'
import type { JsonSchema } from './json-schema-of.ts'

const root: JsonSchema = { $defs: { List: { type: 'array' }, Status: { enum: ['a', 'b'] } } }

it.each<[string, JsonSchema | undefined]>([
  ['list', { type: 'array' }],
  ['list', { $ref: '#/$defs/List' }],
  ['one', { type: 'string' }],
  ['one', { type: ['string', 'null'] }],
  ['one', { $ref: '#/$defs/Status' }],
  ['one', { anyOf: [{ type: 'integer' }, { const: 'all' }] }],
  ['either', { anyOf: [{ type: 'string' }, { type: 'array' }] }],
  ['either', {}],
  ['either', undefined],
])('holds %s: %o', (arity, schema) => {
  expect(arityOf(schema, root)).toBe(arity)
})
