import type { Description, FuzzSchema } from './described-operation.ts'

/**
 * What is wrong with a value by its schema, and where; `undefined` when it is what the description promises. Of unknown
 * keywords nothing is asked.
 */
export function wrongWithValue(
  schema: FuzzSchema | undefined,
  value: unknown,
  description: Description,
  path = 'body',
): string | undefined {
  if (schema === undefined) return undefined
  const inner = (part: FuzzSchema | undefined, found: unknown, name: string | number) =>
    wrongWithValue(part, found, description, `${path}.${name}`)
  if (schema.$ref !== undefined) {
    const target = description.components?.schemas?.[schema.$ref.replace('#/components/schemas/', '')]
    return target === undefined
      ? `${schema.$ref} leads nowhere`
      : wrongWithValue(target, value, description, path)
  }
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) {
    const all = choices.map((choice) => wrongWithValue(choice, value, description, path))
    return all.includes(undefined) ? undefined : all.join(', or ')
  }
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return `${path} is none of ${schema.enum.join()}`
  if (schema.const !== undefined && schema.const !== value)
    return `${path} is not ${JSON.stringify(schema.const)}`
  const types = schema.type === undefined ? undefined : [schema.type].flat()
  if (types?.every((type) => !isOfType(type, value)) === true) return `${path} is no ${types.join(' or ')}`
  if (typeof value === 'string') return wrongWithText(schema, value, path)
  if (typeof value === 'number') return wrongWithNumber(schema, value, path)
  if (Array.isArray(value)) {
    const wrong = value.map((item, at) => inner(schema.items, item, at))
    return wrong.find((mistake) => mistake !== undefined)
  }
  if (typeof value !== 'object' || value === null) return undefined
  return wrongWithObject(schema, value as Readonly<Record<string, unknown>>, path, inner)
}

function wrongWithObject(
  { properties = {}, required = [], additionalProperties = true }: FuzzSchema,
  value: Readonly<Record<string, unknown>>,
  path: string,
  inner: (schema: FuzzSchema | undefined, value: unknown, name: string) => string | undefined,
): string | undefined {
  const missing = required.find((name) => !Object.hasOwn(value, name))
  if (missing !== undefined) return `${path} lacks ${missing}`
  for (const [name, found] of Object.entries(value)) {
    const described = Object.hasOwn(properties, name)
    if (!described && additionalProperties === false) return `${path} has ${name}, which is not described`
    const others = typeof additionalProperties === 'object' ? additionalProperties : undefined
    const wrong = inner(described ? properties[name] : others, found, name)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function wrongWithText(
  { pattern, format, minLength = 0, maxLength = Infinity }: FuzzSchema,
  text: string,
  path: string,
) {
  const { length } = text
  if (length < minLength || length > maxLength) return `${path} has ${length} characters`
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(text))
    return `${path} does not look like ${pattern}`
  if (format === 'date-time' && Number.isNaN(Date.parse(text))) return `${path} is no time`
  return undefined
}

function wrongWithNumber(
  { minimum = -Infinity, maximum = Infinity }: FuzzSchema,
  value: number,
  path: string,
) {
  return value < minimum || value > maximum ? `${path} is ${value}` : undefined
}

function isOfType(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    default:
      return typeof value === type
  }
}
