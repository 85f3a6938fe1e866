import {
  ConfigurationError,
  ValidationError,
  type Json,
  type JsonObject,
  type ValidationIssue,
} from '@uno-ts/types'

/** What parameters can be told to be: the part of JSON Schema that says what a value is. */
const keywords = new Set([
  '$schema',
  'title',
  'description',
  'default',
  'examples',
  'type',
  'enum',
  'const',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
])

/**
 * Refuses a schema that would be checked in part only.
 *
 * @throws ConfigurationError naming the keyword and its place
 */
export function checkParameterSchema(schema: JsonObject, path = 'parameters'): void {
  for (const [keyword, value] of Object.entries(schema)) {
    if (!keywords.has(keyword)) {
      throw new ConfigurationError(
        `${path}: the keyword "${keyword}" is not one that parameters are checked by`,
        {
          path: `${path}.${keyword}`,
        },
      )
    }
    if (keyword === 'pattern') new RegExp(String(value), 'u') // a broken one is told now
  }
  for (const [name, inner] of Object.entries(objectAt(schema, 'properties'))) {
    if (isObject(inner)) checkParameterSchema(inner, `${path}.${name}`)
  }
  const { items } = schema
  if (isObject(items)) checkParameterSchema(items, `${path}.items`)
}

/**
 * Holds parameters to their schema. Without a schema there are none.
 *
 * @throws ValidationError listing every place that does not fit
 */
export function checkParameters(
  subject: string,
  schema: JsonObject | undefined,
  parameters: JsonObject,
): void {
  const issues = issuesOf(schema ?? { type: 'object', additionalProperties: false }, parameters, [])
  if (issues.length > 0) throw new ValidationError(subject, issues)
}

type Place = ValidationIssue['path']

function issuesOf(schema: JsonObject, value: Json, path: Place): readonly ValidationIssue[] {
  const wanted = typesOf(schema)
  if (wanted.length > 0 && !wanted.some((type) => isOfType(value, type))) {
    return [{ path, message: `expected ${wanted.join(' or ')}, found ${typeOf(value)}` }]
  }
  return [
    ...problemsOf(schema, value).map((message) => ({ path, message })),
    ...(Array.isArray(value) ? itemIssues(schema, value, path) : []),
    ...(isObject(value) ? propertyIssues(schema, value, path) : []),
  ]
}

function problemsOf(schema: JsonObject, value: Json): readonly string[] {
  const allowed = Array.isArray(schema['enum']) ? (schema['enum'] as readonly Json[]) : undefined
  const problems = [
    allowed !== undefined &&
      !allowed.some((one) => isSame(one, value)) &&
      'expected one of the allowed values',
    schema['const'] !== undefined && !isSame(schema['const'], value) && 'expected the one allowed value',
  ]
  if (typeof value === 'string') {
    const { length } = [...value]
    problems.push(
      length < number(schema, 'minLength', 0) && `expected at least ${schema['minLength']} characters`,
      length > number(schema, 'maxLength', Infinity) && `expected at most ${schema['maxLength']} characters`,
      typeof schema['pattern'] === 'string' &&
        !new RegExp(schema['pattern'], 'u').test(value) &&
        'expected a text of another form',
    )
  }
  if (typeof value === 'number') {
    problems.push(
      value < number(schema, 'minimum', -Infinity) && `expected at least ${schema['minimum']}`,
      value > number(schema, 'maximum', Infinity) && `expected at most ${schema['maximum']}`,
      value <= number(schema, 'exclusiveMinimum', -Infinity) &&
        `expected more than ${schema['exclusiveMinimum']}`,
      value >= number(schema, 'exclusiveMaximum', Infinity) &&
        `expected less than ${schema['exclusiveMaximum']}`,
    )
  }
  return problems.filter((problem) => typeof problem === 'string')
}

function itemIssues(schema: JsonObject, items: readonly Json[], path: Place): readonly ValidationIssue[] {
  const count = [
    items.length < number(schema, 'minItems', 0) && `expected at least ${schema['minItems']} items`,
    items.length > number(schema, 'maxItems', Infinity) && `expected at most ${schema['maxItems']} items`,
  ].filter((problem) => typeof problem === 'string')
  const each = schema['items']
  return [
    ...count.map((message) => ({ path, message })),
    ...(isObject(each) ? items.flatMap((item, index) => issuesOf(each, item, [...path, index])) : []),
  ]
}

function propertyIssues(schema: JsonObject, value: JsonObject, path: Place): readonly ValidationIssue[] {
  const properties = objectAt(schema, 'properties')
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : []
  const missing = required.filter((name) => !Object.hasOwn(value, name) || value[name] === undefined)
  return [
    ...missing.map((name) => ({ path: [...path, name], message: 'expected a value, found none' })),
    ...Object.entries(value).flatMap(([name, inner]) => {
      if (inner === undefined) return []
      const described = Object.hasOwn(properties, name) ? properties[name] : undefined
      if (isObject(described)) return issuesOf(described, inner, [...path, name])
      if (schema['additionalProperties'] !== false) return []
      return [{ path: [...path, name], message: 'expected no such value' }]
    }),
  ]
}

function typesOf({ type }: JsonObject): readonly string[] {
  if (Array.isArray(type)) return type.map(String)
  return typeof type === 'string' ? [type] : []
}

function isOfType(value: Json, type: string): boolean {
  const found = typeOf(value)
  return found === type || (type === 'integer' && Number.isInteger(value))
}

function typeOf(value: Json): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function number(schema: JsonObject, keyword: string, otherwise: number): number {
  const value = schema[keyword]
  return typeof value === 'number' ? value : otherwise
}

function objectAt(schema: JsonObject, keyword: string): JsonObject {
  const value = schema[keyword]
  return isObject(value) ? value : {}
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isSame(a: Json | undefined, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
