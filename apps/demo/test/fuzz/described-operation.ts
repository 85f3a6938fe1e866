/** A JSON Schema of the description, as far as it is looked into. */
export interface FuzzSchema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly FuzzSchema[]
  readonly oneOf?: readonly FuzzSchema[]
  readonly properties?: Readonly<Record<string, FuzzSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | FuzzSchema
  readonly items?: FuzzSchema
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly examples?: readonly unknown[]
}

interface Body {
  readonly schema?: FuzzSchema
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>
}

interface Described {
  readonly operationId?: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: 'path' | 'query' | 'header'
    readonly required?: boolean
    readonly schema: FuzzSchema
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, Body>> }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Body>> }>>
}

/** A description, as far as it is looked into. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, FuzzSchema>> }
}

/** One operation of a description. */
export interface DescribedOperation {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly parameters: NonNullable<Described['parameters']>
  readonly body: FuzzSchema | undefined
  /** The statuses it says it may end in. */
  readonly statuses: ReadonlySet<number>
  /** What it says its answers look like, by status. */
  readonly answers: ReadonlyMap<number, FuzzSchema | undefined>
  /** Whether its answer goes on for ever. */
  readonly streams: boolean
}

/** All operations of a description. */
export function operationsOf({ paths }: Description): readonly DescribedOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId, parameters = [], requestBody, responses }]) => ({
      name: operationId ?? `${method} ${path}`,
      method: method.toUpperCase(),
      path,
      parameters,
      body: bodyOf(requestBody?.content['application/json']),
      statuses: new Set(Object.keys(responses).map(Number)),
      answers: new Map(
        Object.entries(responses).map(([status, { content = {} }]) => [
          Number(status),
          (content['application/json'] ?? content['application/problem+json'])?.schema,
        ]),
      ),
      streams: Object.values(responses).some(({ content }) => content?.['text/event-stream'] !== undefined),
    })),
  )
}

/** The schema of a body, with its examples. */
function bodyOf(body: Body | undefined): FuzzSchema | undefined {
  if (body?.schema === undefined) return undefined
  const { schema, example, examples = {} } = body
  const shown = [...(schema.examples ?? []), ...Object.values(examples).map(({ value }) => value)]
  if (example !== undefined) shown.push(example)
  return shown.length === 0 ? schema : { ...schema, examples: shown }
}
