import type { Criteria, Sort } from '@uno-ts/types'
import * as fc from 'fast-check'
import type { Thing } from './things.ts'

// Few different values, so that they meet; some that order or case by other rules than code points.
const anyText = fc.constantFrom(
  '',
  'a',
  'A',
  'b',
  'Z',
  'ä',
  'é',
  '｡',
  '😀',
  'a%',
  'a_b',
  'a\\b',
  '10',
  '9',
  ' a',
)
const anyInteger = fc.constantFrom(-1, 0, 1, 2, 9, 10, Number.MAX_SAFE_INTEGER)
const anyNumber = fc.constantFrom(-0.5, 0, 0.1, 0.30000000000000004, 1, 1e21, 5e-324)
const anyDate = fc.constantFrom(
  ...['2011-01-01', '2011-01-01T00:00:00.001Z', '0001-01-01', '9999-12-31'].map((text) => new Date(text)),
)
const anyJson = fc.oneof(
  anyText,
  anyInteger,
  anyNumber,
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.oneof(anyText, anyInteger), { maxLength: 2 }),
  fc.record({ inner: fc.oneof(anyText, anyInteger, fc.constant(null)) }, { noNullPrototype: true }),
)
/** Any row. */
export const anyThing = fc.record({
  id: fc.oneof(
    anyText.filter((text) => text !== ''),
    fc.string({ minLength: 1, maxLength: 3, unit: 'grapheme' }),
  ),
  name: fc.option(anyText),
  units: fc.option(anyInteger),
  gross: fc.oneof(fc.bigInt({ min: 1n, max: 5n }), fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n)),
  rate: anyNumber,
  paid: fc.boolean(),
  seenAt: fc.option(anyDate),
  tags: fc.array(anyText, { maxLength: 3 }),
  detail: fc.record({ a: anyJson, b: anyJson }, { noNullPrototype: true }),
}) satisfies fc.Arbitrary<Thing>

const fieldValues = {
  id: anyText,
  name: anyText,
  units: fc.oneof(anyInteger, anyNumber, fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n })),
  gross: fc.oneof(fc.bigInt({ min: 0n, max: 40n }), anyNumber),
  rate: fc.oneof(anyNumber, fc.constantFrom(0n, 1n)),
  paid: fc.boolean(),
  seenAt: fc.oneof(
    anyDate,
    anyDate.map((date) => date.toISOString()),
  ),
  'detail.a': fc.oneof(anyText, anyInteger, anyNumber, fc.boolean()),
  'detail.b.inner': fc.oneof(anyText, anyInteger),
} as const
const comparing = Object.entries(fieldValues).map(
  ([field, value]: [string, fc.Arbitrary<string | number | bigint | boolean | Date>]) =>
    fc.oneof(
      fc.record({
        op: fc.constantFrom('eq', 'ne', 'lt', 'lte', 'gt', 'gte'),
        field: fc.constant(field),
        value: fc.option(value, { freq: 20 }),
      }),
      fc.record({
        op: fc.constantFrom('in', 'notIn'),
        field: fc.constant(field),
        values: fc.array(fc.option(value, { freq: 20 }), { maxLength: 3 }),
      }),
      fc.record({ op: fc.constant('between' as const), field: fc.constant(field), from: value, to: value }),
      fc.record({ op: fc.constantFrom('exists', 'isNull'), field: fc.constant(field) }),
    ),
)
const matching = fc.record({
  op: fc.constantFrom('like', 'ilike'),
  field: fc.constantFrom('id', 'name', 'detail.a'),
  pattern: fc.constantFrom('', '%', '_', 'a%', '%B', 'A_b', 'a\\%', 'a\\\\b', '%😀%', '__'),
})
const relating = fc.record({
  op: fc.constantFrom('contains', 'containedBy', 'overlaps'),
  field: fc.constantFrom('tags', 'detail.a'),
  values: fc.array(fc.option(anyText, { freq: 20 }), { maxLength: 3 }),
})
/** Any question, of every operator. */
export const { anyCriteria } = fc.letrec<{ anyCriteria: Criteria }>((tie) => ({
  anyCriteria: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(...comparing, matching, relating),
    fc.record({ op: fc.constantFrom('and', 'or'), operands: fc.array(tie('anyCriteria'), { maxLength: 3 }) }),
    fc.record({ op: fc.constant('not' as const), operand: tie('anyCriteria') }),
  ),
}))
/** Any order of up to three keys. */
export const anySort: fc.Arbitrary<Sort> = fc.array(
  fc.record({
    field: fc.constantFrom(...Object.keys(fieldValues)),
    direction: fc.constantFrom('asc', 'desc'),
  }),
  { maxLength: 3 },
)

/** Any fields, places inside documents among them. */
export const anyFields = fc.subarray([
  'id',
  'name',
  'gross',
  'seenAt',
  'tags',
  'detail.a',
  'detail.b.inner',
] as const)
