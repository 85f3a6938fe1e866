import type { AnyDefinition } from '@uno-ts/types'
import {
  jsonSchemaOf,
  objectSchema,
  type JsonSchema,
  type ObjectSchema,
} from '../json-schema/json-schema-of.ts'
import { jsonWriter } from '../answer/json.ts'
import { hoistDefinitions, type Components } from './hoist-definitions.ts'
import type { InputPlan } from '../payload/input-plan.ts'

/** The schemas of the parts of a request, in the words of Fastify's `schema`. A part without fields is left out. */
export interface InputSchemas {
  readonly params?: JsonSchema
  readonly querystring?: JsonSchema
  readonly headers?: JsonSchema
  readonly body?: JsonSchema
}

/** Takes the schema of a message apart into the parts of a request its fields come from. */
export function inputSchemas(
  definition: AnyDefinition,
  plan: InputPlan,
  requestHeaders: ObjectSchema,
  components: Components,
): InputSchemas {
  const own = jsonSchemaOf(definition.dataSchema, 'input')
  const whole = own && hoistDefinitions(own, definition.type, components)
  const example = exampleOf(definition)
  const headers = Object.keys(requestHeaders.properties).length === 0 ? {} : { headers: requestHeaders }
  const fields = objectSchema(whole)
  if (fields === undefined) return { ...headers, ...(plan.rest === 'body' && whole ? { body: whole } : {}) }
  const all = Object.keys(fields.properties)
  const fromPath = plan.pathFields
  const fromQuery = all.filter((field) => plan.queryFields.has(field))
  const rest = all.filter((field) => ![...fromPath, ...fromQuery, plan.ifMatch].includes(field))
  const queryFields = plan.rest === 'query' ? rest : fromQuery
  return {
    ...headers,
    ...part('params', fromPath.length > 0, parameters(fields, fromPath, example)),
    ...part('querystring', queryFields.length > 0, parameters(fields, queryFields, example)),
    ...part('body', plan.rest === 'body' && rest.length > 0, bodyOf(fields, rest, example)),
  }
}

function part(name: keyof InputSchemas, present: boolean, schema: JsonSchema): InputSchemas {
  return present ? { [name]: schema } : {}
}

/** Single fields, each with its own example. */
function parameters(schema: ObjectSchema, fields: readonly string[], example: Example): JsonSchema {
  const described = fields.map((field) => {
    const property = schema.properties[field] ?? { type: 'string' }
    return [field, example?.[field] === undefined ? property : { ...property, examples: [example[field]] }]
  })
  return { ...subset(schema, fields), properties: Object.fromEntries(described) }
}

function bodyOf(schema: ObjectSchema, fields: readonly string[], example: Example): JsonSchema {
  const body = subset(schema, fields)
  if (example === undefined) return body
  const shown = Object.fromEntries(Object.entries(example).filter(([field]) => fields.includes(field)))
  return { ...body, examples: [shown] }
}

/** The schema of an object with some of the fields of another. */
function subset(schema: ObjectSchema, fields: readonly string[]): JsonSchema {
  const properties = Object.entries(schema.properties).filter(([field]) => fields.includes(field))
  return {
    ...schema,
    properties: Object.fromEntries(properties),
    required: (schema.required ?? []).filter((field) => fields.includes(field)),
  }
}

/** The schema of an object with these fields. */
export function objectOf(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
): ObjectSchema {
  return { type: 'object', properties, ...(required.length === 0 ? undefined : { required }) }
}

type Example = Readonly<Record<string, unknown>> | undefined

/** The definition's example as it travels: bigints as text, dates as ISO 8601. */
function exampleOf({ example }: AnyDefinition): Example {
  return typeof example === 'object' && example !== null
    ? (JSON.parse(jsonWriter()(example)) as Example) // an object stays one
    : undefined
}
