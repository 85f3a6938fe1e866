import { problemSchema } from './problem-schema.ts'

/** Puts the one schema all refusals refer to into a document, where they find it. */
export function addProblem(document: object): void {
  if (!('openapiObject' in document)) return
  const { openapiObject } = document as { openapiObject: Components } // the document being made
  openapiObject.components ??= {}
  openapiObject.components.schemas ??= {}
  openapiObject.components.schemas['Problem'] ??= problemSchema
}

interface Components {
  components?: { schemas?: Record<string, unknown> }
}
