import type { SwaggerTransform } from '@fastify/swagger'
import type { AnyDefinition } from '@uno-ts/types'
import { jsonSchemaOf, type JsonSchema } from '../json-schema/json-schema-of.ts'
import type { InputPlan } from '../payload/input-plan.ts'
import { accessOf } from './access.ts'
import { componentsOf } from './components-of.ts'
import { hoistDefinitions, type Components } from './hoist-definitions.ts'
import { inputSchemas, objectOf } from './input-schemas.ts'
import type { OperationOptions } from './operation-options.ts'
import { problemResponses } from './problem-responses.ts'

/** What an operation does, beside its message. */
export interface OperationFacts {
  readonly status: number
  /** What success means. */
  readonly success: string
  /** Headers of a successful answer. */
  readonly answerHeaders: Readonly<Record<string, JsonSchema>>
  /** Headers a caller may send. */
  readonly requestHeaders: Readonly<Record<string, JsonSchema>>
  /** Those of them it must send. Default: none. */
  readonly requiredHeaders?: readonly string[] | undefined
  /** Whether a caller that has the answer already is told so with 304. Default false. */
  readonly unchanged?: boolean | undefined
  /** Statuses of refusal. */
  readonly refusals: readonly number[]
}

/**
 * Describes a route for OpenAPI. It is kept beside Fastify's own `schema`, so that Fastify neither validates nor
 * serialises a second time; `@fastify/swagger` calls it when the description is asked for.
 */
export function operation(
  definition: AnyDefinition,
  plan: InputPlan,
  options: OperationOptions,
  facts: OperationFacts,
): SwaggerTransform {
  return ({ url, ...document }) => {
    const { refusals, security } = accessOf(document)
    const all = { ...facts, refusals: [...facts.refusals, ...refusals, ...(options.refusals ?? [])] }
    const schema = operationSchema(definition, plan, options, all, componentsOf(document))
    return { url, schema: security === undefined ? schema : { ...schema, security } }
  }
}

function operationSchema(
  definition: AnyDefinition,
  plan: InputPlan,
  options: OperationOptions,
  {
    status,
    success,
    answerHeaders,
    requestHeaders,
    requiredHeaders,
    unchanged = false,
    refusals,
  }: OperationFacts,
  components: Components,
): object {
  const { tags, summary = definition.summary, deprecated } = options
  const { description = descriptionOf(definition) } = options
  const { operationId = definition.type.charAt(0).toLowerCase() + definition.type.slice(1) } = options
  const result = jsonSchemaOf(definition.resultSchema, 'output') ?? {}
  const answer = hoistDefinitions(result, `${definition.type}Result`, components)
  return {
    operationId,
    summary: summary ?? definition.type,
    ...(tags === undefined ? undefined : { tags }),
    description,
    ...(deprecated === true ? { deprecated } : undefined),
    ...inputSchemas(definition, plan, objectOf(requestHeaders, requiredHeaders), components),
    response: {
      [status]: {
        description: success,
        headers: answerHeaders,
        ...(status === 204 ? { type: 'null' } : { content: { 'application/json': { schema: answer } } }),
      },
      ...(unchanged
        ? { 304: { description: 'The caller has this answer already.', type: 'null' } }
        : undefined),
      ...problemResponses(refusals, definition.rules),
    },
  }
}

function descriptionOf({ kind, type }: AnyDefinition): string {
  return kind === 'command' ? `Executes the command \`${type}\`.` : `Answers the query \`${type}\`.`
}
