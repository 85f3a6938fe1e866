import type { SwaggerTransform } from '@fastify/swagger'
import type { AnyDefinition } from '@uno-ts/types'
import type { InputPlan } from '../payload/input-plan.ts'
import { pathFieldsOf } from '../payload/path-fields.ts'
import { accessOf } from './access.ts'
import { componentsOf } from './components-of.ts'
import { inputSchemas, objectOf, type InputSchemas } from './input-schemas.ts'
import type { OperationOptions } from './operation-options.ts'
import { problemResponses } from './problem-responses.ts'

/** The filter of a stream, where it has a schema. */
export interface DescribedFilter {
  readonly definition: AnyDefinition
  readonly plan: InputPlan
}

/** Describes a route that streams changes. */
export function changesOperation(
  options: OperationOptions & { readonly url: string },
  filter: DescribedFilter | undefined,
): SwaggerTransform {
  return ({ url, ...document }) => {
    const components = componentsOf(document)
    const { refusals, security } = accessOf(document)
    const read = filter && inputSchemas(filter.definition, filter.plan, objectOf({}), components)
    // Pages of another origin are refused whatever the policy.
    const schema = schemaOf(options, read, [400, ...refusals, 403, 414, 429, 500, 503])
    return { url, schema: security === undefined ? schema : { ...schema, security } }
  }
}

function schemaOf(
  options: OperationOptions & { readonly url: string },
  read: InputSchemas | undefined,
  refusals: readonly number[],
): object {
  const { url, tags, summary, operationId, deprecated } = options
  const { description = 'Server-sent events. A client that comes back names the last one it took.' } = options
  const params = pathFieldsOf(url).map((field) => [field, { type: 'string' }])
  const position = { type: 'string', pattern: '^\\d{1,19}$' }
  return {
    summary: summary ?? `Changes at ${url}`,
    ...(tags === undefined ? undefined : { tags }),
    description,
    operationId: operationId ?? idOf(url),
    ...(deprecated === true ? { deprecated } : undefined),
    ...(params.length === 0
      ? undefined
      : { params: read?.params ?? { type: 'object', properties: Object.fromEntries(params) } }),
    querystring: {
      type: 'object',
      ...read?.querystring,
      properties: {
        ...(read?.querystring?.['properties'] as object | undefined),
        after: { ...position, description: 'Only what comes after this position.' },
      },
    },
    headers: {
      type: 'object',
      properties: { 'last-event-id': { ...position, description: 'Where a stream that broke off goes on.' } },
    },
    response: {
      200: {
        description: 'Changes as they happen, each with its position as `id`.',
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      },
      ...problemResponses(refusals),
    },
  }
}

/** `streamOrdersOrderIdChanges` for `/orders/:orderId/changes`. */
function idOf(url: string): string {
  const words = url.match(/[A-Za-z0-9]+/g) ?? []
  return `stream${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`
}
