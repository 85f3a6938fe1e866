import type { RecordedEvent } from '@uno-ts/types'
import type { EventPath } from './tally.ts'

/** As much of an event as paths lead into. */
export type ReadableEvent = Pick<RecordedEvent, 'type' | 'streamId' | 'data'>

/** Whether this is a path: its fields are names, no places in lists. */
export function isEventPath(path: unknown): path is EventPath {
  return typeof path === 'string' && /^(?:streamId|type|data(?:\.[A-Za-z_]\w*)+)$/.test(path)
}

/** The fields a path goes through in the data. */
export function fieldsOf(path: EventPath): readonly string[] {
  return path.split('.').slice(1)
}

/** What reads the value at a path; `undefined` when it is missing. */
export function readerOf(path: EventPath): (event: ReadableEvent) => unknown {
  if (path === 'streamId' || path === 'type') return (event) => event[path]
  const fields = fieldsOf(path)
  return ({ data }) => {
    let value = data
    for (const field of fields) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
      value = Object.hasOwn(value, field) ? (value as Record<string, unknown>)[field] : undefined
    }
    return value ?? undefined
  }
}

/** A value as a key, as JSON would write it; `undefined` for what is missing, an object or a list. */
export function keyText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (value instanceof Date) return value.toISOString()
  const isPlain = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
  return isPlain ? String(value) : undefined
}
