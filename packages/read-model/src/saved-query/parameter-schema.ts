import {
  ConfigurationError,
  ValidationError,
  type Json,
  type JsonObject,
  type ValidationIssue,
} from '@uno-ts/types'

/** What parameters can be told to be: the part of JSON Schema that says what a value is. */
const keywords = new Set(
  (
    '$schema title description default examples type enum const properties required additionalProperties items ' +
    'minItems maxItems minLength maxLength pattern minimum maximum exclusiveMinimum exclusiveMaximum'
  ).split(' '),
)

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
    if (keyword === 'pattern' && typeof value === 'string') RegExp(value, 'u') // a broken one is told now
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
  const { enum: allowed, const: only, pattern } = schema
  const problems: string[] = []
  if (Array.isArray(allowed) && !allowed.some((one: Json) => isSame(one, value))) {
    problems.push('expected one of the allowed values')
  }
  if (only !== undefined && !isSame(only, value)) problems.push('expected the one allowed value')
  if (typeof pattern === 'string' && typeof value === 'string' && !new RegExp(pattern, 'u').test(value)) {
    problems.push('expected a text of another form')
  }
  for (const [keyword, { measure, isWithin, unit }] of Object.entries(bounds)) {
    const bound = schema[keyword]
    const measured = measure(value)
    if (typeof bound === 'number' && measured !== undefined && !isWithin(measured, bound)) {
      problems.push(`expected ${keyword} ${bound}${unit}`)
    }
  }
  return problems
}

interface Bound {
  /** `undefined` for a value the keyword does not speak of. */
  readonly measure: (value: Json) => number | undefined
  readonly isWithin: (measured: number, bound: number) => boolean
  readonly unit: string
}

const lengthOf = (value: Json): number | undefined =>
  typeof value === 'string' ? Array.from(value).length : undefined
const countOf = (value: Json): number | undefined => (Array.isArray(value) ? value.length : undefined)
const sizeOf = (value: Json): number | undefined => (typeof value === 'number' ? value : undefined)
const atLeast = (measured: number, bound: number): boolean => measured >= bound
const atMost = (measured: number, bound: number): boolean => measured <= bound

const bounds: Readonly<Record<string, Bound>> = {
  minLength: { measure: lengthOf, isWithin: atLeast, unit: ' characters' },
  maxLength: { measure: lengthOf, isWithin: atMost, unit: ' characters' },
  minItems: { measure: countOf, isWithin: atLeast, unit: ' items' },
  maxItems: { measure: countOf, isWithin: atMost, unit: ' items' },
  minimum: { measure: sizeOf, isWithin: atLeast, unit: '' },
  maximum: { measure: sizeOf, isWithin: atMost, unit: '' },
  exclusiveMinimum: { measure: sizeOf, isWithin: (measured, bound) => measured > bound, unit: '' },
  exclusiveMaximum: { measure: sizeOf, isWithin: (measured, bound) => measured < bound, unit: '' },
}

function itemIssues({ items }: JsonObject, list: readonly Json[], path: Place): readonly ValidationIssue[] {
  return isObject(items) ? list.flatMap((item, index) => issuesOf(items, item, [...path, index])) : []
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
