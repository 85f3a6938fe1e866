import { ValidationError } from '@uno-ts/types'

/**
 * The key of an `Idempotency-Key` header: a text in quotes, as the IETF draft has it, or bare. `undefined` without one.
 *
 * @throws ValidationError when it is not 1 to 255 visible ASCII characters, or not there where it must be
 */
export function idempotencyKeyOf(
  header: string | string[] | undefined,
  isRequired: boolean,
): string | undefined {
  if (header === undefined && !isRequired) return undefined
  const key = typeof header === 'string' ? header.replace(/^"(.*)"$/, '$1') : ''
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw new ValidationError('the request', [
    { path: ['header', 'idempotency-key'], message: 'expected one key of 1 to 255 visible ASCII characters' },
  ])
}
