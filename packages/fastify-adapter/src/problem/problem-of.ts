import { STATUS_CODES } from 'node:http'
import { isUnoError, type UnoError } from '@uno-ts/types'
import type { Problem } from './problem.ts'
import { problemFacts } from './problem-facts.ts'
import { internalKind, problemKinds, problemType, type ProblemKind } from './problem-kinds.ts'

/** What is known of the request an error ended. */
export interface ProblemContext {
  /** The id of the request, as the log has it. */
  readonly requestId?: string | undefined
  /** Kinds of the application's own errors by code, and of those it says otherwise. */
  readonly kinds?: Readonly<Record<string, ProblemKind>> | undefined
  /** Whether the caller named the version it decided upon in `If-Match`: a conflict is 412 then. Default false. */
  readonly conditional?: boolean | undefined
}

/** A problem with the headers that go with it. */
export interface ProblemAnswer {
  readonly problem: Problem
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Says an error as a problem document. The status comes from the one table; an error that is not in it is a 500 that
 * tells nothing but the request's id. Never a stack, never a message that is not meant for callers.
 */
export function problemOf(error: unknown, context: ProblemContext = {}): ProblemAnswer {
  if (!isUnoError(error)) return foreign(error, context)
  const kind = kindOf(error, context)
  if (kind === undefined) return faultOfOurs(500, context)
  const open = kind.detail === undefined || error.code === 'ERR_CAPABILITY'
  const facts = open ? problemFacts(error) : {}
  const problem = problemFrom(kind, error.code, kind.detail ?? error.message, context, {
    retryable: error.retryable,
    ...facts,
  })
  return { problem, headers: headersFor(kind.status, error) }
}

function kindOf(error: UnoError, context: ProblemContext): ProblemKind | undefined {
  const own = (table: Readonly<Record<string, ProblemKind>> | undefined) =>
    table !== undefined && Object.hasOwn(table, error.code) ? table[error.code] : undefined
  const kind = own(context.kinds) ?? own(problemKinds)
  if (error.code === 'ERR_CONCURRENCY' && context.conditional === true) {
    return { ...(kind ?? internalKind), status: 412 }
  }
  if (error.code === 'ERR_IDEMPOTENCY' && !error.retryable) return { ...(kind ?? internalKind), status: 422 }
  // A statement the database refuses is a fault of ours; only an absent database passes.
  if (error.code === 'ERR_DATABASE' && !error.retryable) return undefined
  return kind
}

/** An error of Fastify, a plugin or the runtime. With a 4xx of its own its message is meant for callers. */
function foreign(error: unknown, context: ProblemContext): ProblemAnswer {
  const { statusCode, code, message } = partsOf(error)
  if (statusCode === undefined || statusCode >= 500) return faultOfOurs(statusCode ?? 500, context)
  const kind = { status: statusCode, title: STATUS_CODES[statusCode] ?? 'Refused' }
  return { problem: problemFrom(kind, code ?? `ERR_HTTP_${statusCode}`, message, context), headers: {} }
}

function partsOf(error: unknown): { statusCode?: number; code?: string; message: string } {
  if (typeof error !== 'object' || error === null) return { message: '' }
  const { statusCode, status, code, message } = error as Record<string, unknown>
  const found = [statusCode, status].find(
    (value): value is number => Number.isInteger(value) && Number(value) >= 400 && Number(value) <= 599,
  )
  return {
    ...(found === undefined ? undefined : { statusCode: found }),
    ...(typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? { code } : undefined),
    message: typeof message === 'string' ? message : '',
  }
}

function faultOfOurs(status: number, context: ProblemContext): ProblemAnswer {
  const kind = status === 500 ? internalKind : { ...internalKind, status, title: STATUS_CODES[status] ?? '' }
  const quote = context.requestId === undefined ? '' : ` Quote the request id ${context.requestId}.`
  const detail = `${internalKind.detail ?? ''}${quote}`
  return { problem: problemFrom(kind, 'ERR_INTERNAL', detail, context), headers: headersFor(status) }
}

function problemFrom(
  kind: ProblemKind,
  code: string,
  detail: string,
  { requestId }: ProblemContext,
  facts: Partial<Problem> = {},
): Problem {
  return {
    type: problemType(code),
    title: kind.title,
    status: kind.status,
    detail: detail.length > longestDetail ? `${detail.slice(0, longestDetail)}…` : detail,
    code,
    instance: requestId === undefined ? undefined : `urn:uno-ts:request:${encodeURIComponent(requestId)}`,
    ...facts,
  }
}

/** Names of fields may come from the caller, and with them a megabyte. */
const longestDetail = 500

function headersFor(status: number, error?: UnoError): Record<string, string> {
  // The fields are those of BackPressureError and RequestError, which may have come from another copy or process.
  const { retryAfterMs, allowed } = (error ?? {}) as { retryAfterMs?: number; allowed?: readonly string[] }
  const headers: Record<string, string> = {}
  if (status === 401) headers['www-authenticate'] = 'Bearer'
  if (status === 405 && allowed !== undefined) headers['allow'] = allowed.join(', ')
  if (status === 426) headers['upgrade'] = 'websocket'
  if (status === 429 || status === 503) {
    headers['retry-after'] = String(Math.max(1, Math.ceil((retryAfterMs ?? 1_000) / 1_000)))
  }
  return headers
}
