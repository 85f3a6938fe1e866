/** An OpenAPI document, as far as these tests look at it. */
export interface Document {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}

export interface Operation {
  readonly operationId?: string
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> }
  readonly responses: Readonly<Record<string, Response>>
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema?: unknown
}

interface Media {
  readonly schema?: unknown
  readonly example?: unknown
}

interface Response {
  readonly description?: string
  readonly content?: Readonly<Record<string, Media>>
}

/** What is wrong with a document by the rules of OpenAPI 3.1: one sentence each, none when it is valid. */
export function checkDocument(document: Document): string[] {
  const ids = new Set<string>()
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, name: `${method} ${path}`, operation })),
  )
  return [
    ...(/^3\.1\.\d+$/.test(document.openapi) ? [] : [`openapi is ${document.openapi}`]),
    ...operations.flatMap(({ path, name, operation }) =>
      [...checkOperation(path, operation), ...checkId(operation, ids)].map(
        (mistake) => `${name}: ${mistake}`,
      ),
    ),
    ...references(document)
      .filter((ref) => !leads(document, ref))
      .map((ref) => `${ref} leads nowhere`),
  ]
}

function checkOperation(path: string, { parameters = [], requestBody, responses }: Operation): string[] {
  const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name)
  const described = parameters.filter((parameter) => parameter.in === 'path')
  const names = parameters.map((parameter) => `${parameter.in} ${parameter.name}`)
  const contents = [requestBody?.content, ...Object.values(responses).map(({ content }) => content)]
  return [
    ...inPath
      .filter((name) => !described.some((one) => one.name === name))
      .map((name) => `${name} is not described`),
    ...described.filter(({ name }) => !inPath.includes(name)).map(({ name }) => `${name} is not in the path`),
    ...described.filter(({ required }) => required !== true).map(({ name }) => `${name} is not required`),
    ...parameters
      .filter(({ schema }) => typeof schema !== 'object')
      .map(({ name }) => `${name} has no schema`),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => `${name} stands there twice`),
    ...Object.keys(responses).filter((status) => !/^[1-5]\d\d$/.test(status)),
    ...Object.entries(responses)
      .filter(([, { description }]) => !description)
      .map(([status]) => `${status} says nothing`),
    ...contents
      .flatMap((content) => Object.entries(content ?? {}))
      .filter(([, media]) => typeof media.schema !== 'object')
      .map(([type]) => `${type} has no schema`),
  ]
}

function checkId({ operationId }: Operation, ids: Set<string>): string[] {
  if (operationId === undefined) return []
  const twice = ids.has(operationId)
  ids.add(operationId)
  return twice ? [`the id ${operationId} stands there twice`] : []
}

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const own = '$ref' in value && typeof value.$ref === 'string' ? [value.$ref] : []
  return [...own, ...Object.values(value).flatMap(references)]
}

function leads(document: Document, ref: string): boolean {
  let value: unknown = document
  for (const key of ref.replace(/^#\//, '').split('/')) {
    if (typeof value !== 'object' || value === null) return false
    value = (value as Record<string, unknown>)[key.replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  return ref.startsWith('#/') && typeof value === 'object'
}
