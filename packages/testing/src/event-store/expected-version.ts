import { InvalidArgumentError, type ExpectedVersion } from '@uno-ts/types'

/** Tells whether a stream at `actual` is where the caller expects it. */
export function isExpected(expected: ExpectedVersion, actual: number): boolean {
  switch (expected) {
    case 'any':
      return true
    case 'no-stream':
      return actual === 0
    case 'stream-exists':
      return actual > 0
    default:
      return actual === expected
  }
}

/** The version the first event gets by the caller's expectation; `undefined` when it leaves that open. */
export function firstVersion(expected: ExpectedVersion): number | undefined {
  if (expected === 'any' || expected === 'stream-exists') return undefined
  return expected === 'no-stream' ? 1 : expected + 1
}

/** @throws InvalidArgumentError when it is a number that no stream can be at */
export function checkExpectedVersion(expected: ExpectedVersion): void {
  if (typeof expected === 'number' && !(Number.isSafeInteger(expected) && expected >= 0)) {
    throw new InvalidArgumentError(`an expected version is a whole number from 0, found ${expected}`)
  }
}
