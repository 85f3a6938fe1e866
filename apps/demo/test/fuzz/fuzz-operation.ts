import type { FastifyInstance } from 'fastify'
import * as fc from 'fast-check'
import type { Description, DescribedOperation, FuzzSchema } from './described-operation.ts'
import { wrongWithValue } from './wrong-with-value.ts'
import { fittingValue, hostileValue } from './fuzzed-value.ts'

/** One request that somebody might send. */
export interface FuzzedRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload?: string | undefined
}

/** How long any answer may take, in milliseconds. */
const longestMs = 20_000

/** Requests to an operation: half of them fit its description, the others hold what does not at all. */
export function requestsTo(
  operation: DescribedOperation,
  description: Description,
): fc.Arbitrary<FuzzedRequest> {
  const fitting = (schema: FuzzSchema) => fittingValue(schema, description)
  const hostile = (schema: FuzzSchema) =>
    fc.oneof({ weight: 3, arbitrary: fitting(schema) }, { weight: 1, arbitrary: hostileValue })
  const unknown = fc.tuple(fc.string({ maxLength: 10 }), fc.string({ unit: 'binary', maxLength: 20 }))
  return fc.oneof(
    requestOf(operation, fitting, fc.constant(undefined)),
    requestOf(operation, hostile, fc.option(unknown, { freq: 5, nil: undefined })),
  )
}

function requestOf(
  operation: DescribedOperation,
  valueOf: (schema: FuzzSchema) => fc.Arbitrary<unknown>,
  unknown: fc.Arbitrary<readonly [string, string] | undefined>,
): fc.Arbitrary<FuzzedRequest> {
  const given = operation.parameters.map((parameter) =>
    fc.record({
      parameter: fc.constant(parameter),
      sent: fc.integer({ min: 0, max: 2 }).map((sent) => sent === 0 || parameter.required === true),
      value: valueOf(parameter.schema),
    }),
  )
  const body = operation.body === undefined ? fc.constant(undefined) : bodyOf(valueOf(operation.body))
  return fc.tuple(fc.tuple(...given), unknown, body).map(([all, extra, payload]) => {
    let path = operation.path
    const query = new URLSearchParams()
    const headers: Record<string, string> = {}
    for (const { parameter, sent, value } of all) {
      const text = textOf(value)
      if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, encoded(text) || 'x')
      else if (sent && parameter.in === 'query') query.append(parameter.name, text)
      // A position of long ahead would only be waited for.
      else if (sent && parameter.name !== 'uno-consistency-token') headers[parameter.name] = visible(text)
    }
    if (extra !== undefined) query.append(...extra)
    const search = query.size === 0 ? '' : `?${query}`
    if (payload !== undefined) headers['content-type'] = 'application/json'
    return { method: operation.method, url: `${path}${search}`, headers, payload }
  })
}

/** JSON, and now and then something that only looks like it. */
function bodyOf(value: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 8, arbitrary: value.map((found) => JSON.stringify(found)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', '{', 'null', '[]', '"x"', '{"__proto__":{}}', '['.repeat(5_000)),
    },
  )
}

/** What is wrong with the answer to a request; `undefined` when nothing is. */
export async function wrongWith(
  server: FastifyInstance,
  operation: DescribedOperation,
  request: FuzzedRequest,
  description: Description,
): Promise<string | undefined> {
  const begun = performance.now()
  const response = await server.inject(request as never)
  const tookMs = performance.now() - begun
  const { statusCode: status, headers } = response
  if (tookMs > longestMs) return `took ${Math.round(tookMs)} ms`
  if (!operation.statuses.has(status)) return `${status} is not described: ${response.body.slice(0, 300)}`
  if (status >= 500 && status !== 501) return `${status}: ${response.body.slice(0, 300)}`
  const answer: unknown = response.body === '' ? undefined : jsonOf(response.body)
  const unlike = wrongWithValue(operation.answers.get(status), answer, description)
  if (unlike !== undefined) return `${status} is not as described: ${unlike}`
  if (status < 400) return undefined
  const type = String(headers['content-type'])
  if (!type.startsWith('application/problem+json')) return `${status} is ${type}`
  const problem = response.json<{ status?: unknown; code?: unknown; type?: unknown }>()
  const complete =
    problem.status === status && typeof problem.code === 'string' && typeof problem.type === 'string'
  return complete ? undefined : `not a problem document: ${response.body.slice(0, 300)}`
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return Array.isArray(value) ? value.map(textOf).join(',') : (JSON.stringify(value) ?? '')
}

function encoded(text: string): string {
  // Dots alone would be taken for folders before anything is sent.
  return encodeURIComponent(text.toWellFormed()).replace(/^\.{1,2}$/, 'x')
}

function visible(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 500)
}
