import { ConfigurationError, type AnyDefinition } from '@uno-ts/types'
import { arityOf, type Arity } from '../json-schema/arity.ts'
import { jsonSchemaOf, objectSchema, type ObjectSchema } from '../json-schema/json-schema-of.ts'
import { pathFieldsOf } from './path-fields.ts'
import type { RequestParts } from './request-parts.ts'

/** How a route says where the fields of its message come from. */
export interface InputOptions {
  readonly url: string
  /** Where fields come from that neither the path nor `query` claims. */
  readonly rest: 'query' | 'body'
  /** Fields that come from the query string although the route reads a body. */
  readonly query?: readonly string[] | undefined
  /** Makes the payload itself; then no field has a place of its own. */
  readonly map?: ((parts: RequestParts) => unknown) | undefined
  /** The field that takes the version of `If-Match`. */
  readonly ifMatch?: string | undefined
  /** Query parameters that are not the message's. */
  readonly ignored?: readonly string[] | undefined
}

/** Where each field of a message comes from, decided once, when the route is made. */
export interface InputPlan extends InputOptions {
  /** The message's type, for messages. */
  readonly type: string
  readonly pathFields: readonly string[]
  readonly queryFields: ReadonlySet<string>
  /** Whether the message is known to have a field. */
  hasField(field: string): boolean
  /** How many values a query parameter of this name may have. */
  arity(field: string): Arity
}

/**
 * Decides where the fields of a message come from.
 *
 * @throws ConfigurationError when two parts would give the same field, or one gives a field the message does not have
 */
export function inputPlan(definition: AnyDefinition, options: InputOptions): InputPlan {
  const schema = objectSchema(jsonSchemaOf(definition.dataSchema, 'input'))
  const pathFields = pathFieldsOf(options.url)
  const claimed = [
    ...pathFields,
    ...(options.query ?? []),
    ...(options.ifMatch === undefined ? [] : [options.ifMatch]),
  ]
  if (options.map === undefined) refuse(wrongClaim(claimed, schema), definition, options.url)
  return {
    ...options,
    type: definition.type,
    pathFields,
    queryFields: new Set(options.query),
    hasField: (field) => schema !== undefined && Object.hasOwn(schema.properties, field),
    arity: (field) => (schema === undefined ? 'either' : arityOf(schema.properties[field], schema)),
  }
}

function wrongClaim(fields: readonly string[], schema: ObjectSchema | undefined): string | undefined {
  for (const [index, field] of fields.entries()) {
    if (fields.indexOf(field) !== index) return `gives the field "${field}" twice`
    const closed = schema?.additionalProperties === false
    if (closed && !Object.hasOwn(schema.properties, field)) {
      return `gives the field "${field}", which the message does not have`
    }
  }
  return undefined
}

function refuse(mistake: string | undefined, definition: AnyDefinition, url: string): void {
  if (mistake === undefined) return
  throw new ConfigurationError(`the route ${url} of ${definition.type} ${mistake}`, { path: url })
}
