import type { Components } from './hoist-definitions.ts'
import { problemSchema } from './problem-schema.ts'

/** The shared schemas of a description that is being made, with the one all refusals refer to. */
export function componentsOf(document: object): Components {
  if (!('openapiObject' in document)) return {}
  const { openapiObject } = document as { openapiObject: { components?: { schemas?: Components } } } // as @fastify/swagger makes it
  openapiObject.components ??= {}
  openapiObject.components.schemas ??= {}
  openapiObject.components.schemas['Problem'] ??= problemSchema
  return openapiObject.components.schemas
}
