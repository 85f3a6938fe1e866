import * as fc from 'fast-check'
import type { Description, FuzzSchema } from './described-operation.ts'

/** What breaks programs that trust what they are sent. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    '\0',
    'a\0b',
    '\ud800',
    '__proto__',
    'constructor',
    "' or 1=1; --",
    '%',
    '../../etc/passwd',
    '${7*7}',
    'NaN',
    '1e999',
    -1,
    0,
    1.5,
    2 ** 53,
    1e308,
    '9223372036854775808',
    true,
    [],
    {},
    [[[[[[]]]]]],
    { __proto__: { admin: true } },
    '2011-02-30T10:15:00Z',
    '9999999999-01-01T00:00:00Z',
    'x'.repeat(5_000),
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<unknown>,
)

/** Values a schema lets in, as far as it is understood. */
export function fittingValue(
  schema: FuzzSchema | undefined,
  description: Description,
  depth = 0,
): fc.Arbitrary<unknown> {
  if (schema === undefined || depth > 6) return fc.constant('x')
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace('#/components/schemas/', '')
    return fittingValue(description.components?.schemas?.[name], description, depth + 1)
  }
  const inner = (one: FuzzSchema | undefined) => fittingValue(one, description, depth + 1)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return fc.oneof(...choices.map(inner))
  const own = valueOfType(schema, inner)
  return schema.examples === undefined ? own : fc.oneof(own, fc.constantFrom(...schema.examples))
}

function valueOfType(
  schema: FuzzSchema,
  inner: (schema: FuzzSchema | undefined) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const { minimum = -1_000, maximum = 1_000_000, properties = {}, required = [] } = schema
  switch ([schema.type].flat()[0]) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer({ min: Math.max(minimum, -(2 ** 31)), max: Math.min(maximum, 2 ** 31 - 1) })
    case 'number':
      return fc.double({ min: minimum, max: maximum, noNaN: true })
    case 'array':
      return fc.array(inner(schema.items), { maxLength: 4 })
    case 'object': {
      const fields = Object.entries(properties).map(([name, property]) => [name, inner(property)] as const)
      const requiredKeys = required.filter((name) => Object.hasOwn(properties, name))
      return fc.record(Object.fromEntries(fields), { requiredKeys })
    }
    default:
      return textOf(schema)
  }
}

function textOf({ pattern, format, minLength = 0, maxLength = 60 }: FuzzSchema): fc.Arbitrary<unknown> {
  if (format === 'date-time') {
    return fc
      .date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
      .map((at) => at.toISOString())
  }
  const plain = fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) })
  if (pattern === undefined) return plain
  try {
    return fc.stringMatching(new RegExp(pattern), { maxLength: 60 })
  } catch {
    return plain // a pattern that looks ahead
  }
}
