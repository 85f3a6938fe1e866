import type { FastifyRequest } from 'fastify'
import { contentTypeError } from '../problem/request-error-of.ts'
import type { FoundIssue } from '../problem/found-issue.ts'
import { scopeOf } from '../plugin/cqrs-scope.ts'
import { found } from './found.ts'
import type { InputPlan } from './input-plan.ts'
import type { RequestParts } from './request-parts.ts'
import { textIssues } from './text-issues.ts'

/** A payload as a request brought it, before its schema has seen it. */
export interface Input {
  readonly payload: unknown
  /** What is wrong already. */
  readonly issues: readonly FoundIssue[]
  /** Whether the schema may look at it: not when it nests too deep, nor when there are no fields to look at. */
  readonly readable: boolean
  /** Where in the request a path of the payload came from, or should have come from. */
  locate(path: readonly PropertyKey[]): readonly PropertyKey[]
}

/** The longest value of a path parameter, in characters. */
export const longestPathValue = 1_024

/**
 * Puts the payload of a message together from path, query string and body.
 *
 * @throws RequestError when the body was not sent as JSON
 */
export function readInput(plan: InputPlan, request: FastifyRequest): Input {
  const parts = partsOf(request)
  const { maxDepth } = scopeOf(request)
  refuseText(request, parts.body)
  return plan.map === undefined ? merged(plan, parts, maxDepth) : mapped(plan.map, parts, maxDepth)
}

function partsOf(request: FastifyRequest): RequestParts {
  return {
    params: request.params as RequestParts['params'], // Fastify's router and query parser give nothing else
    query: request.query as RequestParts['query'],
    body: request.body,
    headers: request.headers,
  }
}

/** Fastify reads text/plain as well; a text is no body of ours unless it came as JSON. */
function refuseText(request: FastifyRequest, body: unknown): void {
  if (typeof body === 'string' && !String(request.mediaType).includes('json')) {
    throw contentTypeError(request.headers['content-type'])
  }
}

function mapped(map: (parts: RequestParts) => unknown, parts: RequestParts, maxDepth: number): Input {
  const checks = (['path', 'query', 'body'] as const).map((part) => {
    return textIssues(part === 'path' ? parts.params : parts[part], [part], maxDepth)
  })
  const issues: FoundIssue[] = checks.flatMap((check) => check.issues)
  const readable = issues.length === 0
  return { payload: readable ? map(parts) : undefined, issues, readable, locate: (path) => path }
}

function merged(plan: InputPlan, parts: RequestParts, maxDepth: number): Input {
  const merge = new Merge(plan, maxDepth)
  merge.path(parts.params)
  merge.query(parts.query)
  merge.header(parts.headers['if-match'])
  if (plan.rest === 'body') merge.body(parts.body)
  return merge
}

/** One payload being put together. Each field remembers the part that gave it. */
class Merge implements Input {
  readonly payload: Record<string, unknown> = {}
  readonly issues: FoundIssue[] = []
  readable = true
  readonly #plan: InputPlan
  readonly #maxDepth: number
  readonly #places = new Map<PropertyKey, string>()

  constructor(plan: InputPlan, maxDepth: number) {
    this.#plan = plan
    this.#maxDepth = maxDepth
  }

  locate([field, ...deeper]: readonly PropertyKey[]): readonly PropertyKey[] {
    if (field === undefined) return [this.#plan.rest]
    if (field === this.#plan.ifMatch) return ['header', 'if-match']
    return [this.#places.get(field) ?? this.#plannedPlace(field), field, ...deeper]
  }

  #plannedPlace(field: PropertyKey): string {
    const { pathFields, queryFields, ifMatch, rest } = this.#plan
    if (typeof field !== 'string') return rest
    if (field === ifMatch) return 'header'
    if (pathFields.includes(field)) return 'path'
    return queryFields.has(field) ? 'query' : rest
  }

  path(params: RequestParts['params']): void {
    for (const [field, value] of Object.entries(params)) {
      if (value.length > longestPathValue) {
        const message = `expected at most ${longestPathValue} characters`
        this.issues.push({ path: ['path', field], message, found: found(value) })
      }
      this.#take('path', field, value)
    }
  }

  query(query: RequestParts['query']): void {
    for (const [field, value] of Object.entries(query)) {
      if (this.#plan.ignored?.includes(field)) continue
      const wanted = this.#plan.rest === 'query' || this.#plan.queryFields.has(field)
      if (wanted) this.#take('query', field, this.#oneOrList(field, value))
      else
        this.issues.push({
          path: ['query', field],
          message: 'expected no such parameter',
          found: found(value),
        })
    }
  }

  body(body: unknown): void {
    if (body === undefined) return
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      this.issues.push({ path: ['body'], message: 'expected an object', found: found(body) })
      this.readable = false
      return
    }
    for (const [field, value] of Object.entries(body)) this.#take('body', field, value)
  }

  /** `"4"`, as a conditional request names the version it was decided upon. */
  header(ifMatch: string | undefined): void {
    const { ifMatch: field } = this.#plan
    if (field === undefined || ifMatch === undefined) return
    const version = /^"(\d{1,15})"$/.exec(ifMatch)?.[1]
    if (version === undefined) {
      const message = 'expected one version in quotes, such as "4"'
      this.issues.push({ path: ['header', 'if-match'], message, found: found(ifMatch) })
    } else {
      this.#take('header', field, Number(version))
    }
  }

  #oneOrList(field: string, value: string | readonly string[]): unknown {
    const arity = this.#plan.arity(field)
    if (typeof value === 'string') return arity === 'list' ? [value] : value
    if (arity !== 'one') return value
    this.issues.push({ path: ['query', field], message: 'expected one value', found: found(value) })
    return value[0]
  }

  #take(place: string, field: string, value: unknown): void {
    if (field === '__proto__') {
      this.issues.push({ path: [place, field], message: 'expected no such field', found: found(value) })
      return
    }
    const { issues, tooDeep } = textIssues({ [field]: value }, [place], this.#maxDepth)
    this.issues.push(...issues)
    if (tooDeep) this.readable = false
    const planned = this.#plannedPlace(field)
    if (this.#places.has(field) || planned !== place) {
      const from = this.#places.get(field) ?? planned
      this.issues.push({ path: [place, field], message: `expected in the ${from} only`, found: found(value) })
      return
    }
    this.#places.set(field, place)
    this.payload[field] = value
  }
}
