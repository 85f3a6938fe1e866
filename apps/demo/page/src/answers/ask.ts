import { ProblemError, type Problem } from './problem-error.ts'
import { untilAnswered } from './until-answered.ts'

/** Asks the API. @throws ProblemError when it says no */
export async function ask<Answer>(url: string, signal?: AbortSignal): Promise<Answer> {
  return answerOf(await fetch(url, { signal: signal ?? null, headers: freshness() }))
}

/**
 * Sends a command until it is answered; it is done once. `seen` is the version its sender has looked at, for `If-Match`.
 *
 * @throws ProblemError when it is refused
 */
export async function send<Answer>(
  url: string,
  command: object,
  { seen }: { readonly seen?: number | undefined } = {},
): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': crypto.randomUUID(),
    ...(seen === undefined ? {} : { 'if-match': `"${seen}"` }),
  }
  const body = JSON.stringify(command)
  const response = await untilAnswered(() => fetch(url, { method: 'POST', headers, body }))
  const token = response.headers.get(tokenHeader)
  if (token !== null) saw(token.slice(1))
  return answerOf(response)
}

const tokenHeader = 'uno-consistency-token'

/** How far the log is known to have come: by our own commands, and by what we were told of. */
let seen: bigint | undefined

/** What is asked for from now on shows at least what happened up to a position. */
export function saw(position: string): void {
  const at = BigInt(position)
  if (seen === undefined || at > seen) seen = at
}

/** The log is another one: its positions begin anew. */
export function forgetSeen(): void {
  seen = undefined
}

function freshness(): Record<string, string> {
  return seen === undefined ? {} : { [tokenHeader]: `p${seen}`, prefer: 'wait=2, handling=lenient' }
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  if (response.ok) return response.json() as Promise<Answer> // its shape is the server's promise
  const type = response.headers.get('content-type') ?? ''
  if (type.includes('problem+json')) throw new ProblemError((await response.json()) as Problem)
  throw new ProblemError({ title: response.statusText, status: response.status, code: 'ERR_HTTP' })
}
