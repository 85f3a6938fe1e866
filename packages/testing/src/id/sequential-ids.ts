import type { NewId } from '@uno-ts/types'

/**
 * Gives UUIDs that count from 1, shaped as UUIDv7 so that every store takes them:
 * `00000000-0000-7000-8000-000000000001`, then `…02`. A test names the event it means by its number.
 *
 * @param options - `start` is the first number; default 1
 */
export function sequentialIds(options: { readonly start?: number | undefined } = {}): NewId {
  let { start: next = 1 } = options
  return () => `00000000-0000-7000-8000-${String(next++).padStart(12, '0')}`
}
