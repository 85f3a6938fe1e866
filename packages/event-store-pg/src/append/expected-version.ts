import { InvalidArgumentError, type ExpectedVersion } from '@uno-ts/types'

/** The number the append function knows an expectation by: a version, -1 for any, -2 for an existing stream. */
export function expectedNumber(expected: ExpectedVersion): number {
  if (expected === 'any') return -1
  if (expected === 'stream-exists') return -2
  if (expected === 'no-stream') return 0
  if (Number.isSafeInteger(expected) && expected >= 0) return expected
  throw new InvalidArgumentError(
    `expectedVersion is a version from 0, 'any', 'no-stream' or 'stream-exists', found ${JSON.stringify(expected)}`,
  )
}
