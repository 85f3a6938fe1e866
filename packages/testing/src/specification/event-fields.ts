import type { DecidedEvent } from './specified-decider.ts'

/** Type and data, and what else the expected event has. */
export function fieldsOf(event: DecidedEvent, expected: DecidedEvent | undefined): object {
  const { type, data } = event
  const others = Object.keys(withoutUndefined(expected ?? event)).map((key) => [
    key,
    Reflect.get(event, key) as unknown,
  ])
  return { ...(Object.fromEntries(others) as object), type, data }
}

/** The fields that are there. */
export function withoutUndefined(event: object): object {
  return Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined))
}
