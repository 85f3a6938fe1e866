import { InvalidArgumentError } from '../error/invalid-argument-error.ts'

declare const brand: unique symbol

/**
 * The place of an event in the order over all streams. Ascending, with gaps; the first event lies after {@link origin}.
 * In JSON it is a decimal string.
 */
export type GlobalPosition = bigint & { readonly [brand]: 'GlobalPosition' }

const highest = 2n ** 63n - 1n

/** The position before the first event. */
export const origin: GlobalPosition = 0n as GlobalPosition // in range

/**
 * Takes a position from a number of the database, a decimal string or a small number.
 *
 * @throws InvalidArgumentError when it is not a whole number from 0 to 2^63 − 1
 */
export function globalPosition(value: bigint | string | number): GlobalPosition {
  const position = wholeNumber(value)
  if (position === undefined || position < 0n || position > highest) {
    throw new InvalidArgumentError(
      `a global position is a whole number from 0 to ${highest}, found ${shown(value)}`,
    )
  }
  return position as GlobalPosition // in range
}

function wholeNumber(value: bigint | string | number): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined
  return /^\d{1,19}$/.test(value) ? BigInt(value) : undefined
}

function shown(value: bigint | string | number): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : String(value)
}
