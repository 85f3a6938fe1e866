import type { EventQuery } from '@uno-ts/types'
import type { Attempt, LoggedEvent } from './attempt.ts'

/** What was found of a run; `violations` says in words what must not be. */
export interface Verdict {
  readonly events: number
  readonly committed: number
  /** Of those committed, the ones with a condition. */
  readonly decided: number
  readonly refused: number
  readonly violations: readonly string[]
}

/** Holds every attempt against the whole log, in ascending position, event by event. */
export function checkLog(attempts: readonly Attempt[], log: readonly LoggedEvent[]): Verdict {
  const violations: string[] = []
  const places = new Map(log.map((event) => [event.token, event.position]))
  if (places.size !== log.length) violations.push('an event is in the log twice')
  const committed = attempts.filter((attempt) => attempt.outcome === 'committed')
  const told = new Set(committed.flatMap((attempt) => attempt.tokens))
  for (const { token } of log) if (!told.has(token)) violations.push(`nobody committed ${token}`)
  for (const token of told) if (!places.has(token)) violations.push(`${token} was committed and is not there`)
  for (const attempt of attempts) violations.push(...violationsOf(attempt, { log, places }))
  return {
    events: log.length,
    committed: committed.length,
    decided: committed.filter((attempt) => attempt.reading !== undefined).length,
    refused: attempts.filter((attempt) => attempt.outcome === 'refused').length,
    violations,
  }
}

function violationsOf(
  { reading, tokens, outcome }: Attempt,
  { log, places }: { readonly log: readonly LoggedEvent[]; readonly places: ReadonlyMap<string, bigint> },
): readonly string[] {
  if (reading === undefined) return []
  const { query } = reading
  const marker = BigInt(reading.marker)
  const violations: string[] = []

  const matching = log.filter((event) => matches(event, query))
  const seen = matching.flatMap((event) => (event.position <= marker ? event.token : [])).join(' ')
  if (seen !== reading.tokens.join(' ')) {
    violations.push(`up to ${marker} there was "${seen}", and "${reading.tokens.join(' ')}" was read`)
  }
  const own = new Set(tokens)
  const unseen = matching.filter((event) => event.position > marker && !own.has(event.token))
  if (outcome === 'refused' && unseen.length === 0) {
    violations.push(`${tokens.join(' ')} was refused, and nothing matched after ${marker}`)
  }
  if (outcome === 'committed') {
    const place = tokens.map((token) => places.get(token) ?? 0n).reduce((a, b) => (a > b ? a : b))
    for (const { token, position } of unseen) {
      if (position < place) {
        violations.push(
          `${token} at ${position} matched between ${marker} and ${place} of ${tokens.join(' ')}`,
        )
      }
    }
  }
  return violations
}

function matches(event: LoggedEvent, query: EventQuery): boolean {
  return query.items.some(
    ({ types, tags }) =>
      (types === undefined || types.includes(event.type)) &&
      (tags === undefined || tags.every((tag) => event.tags.includes(tag))),
  )
}
