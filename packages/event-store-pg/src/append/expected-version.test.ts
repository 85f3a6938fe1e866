import type { ExpectedVersion } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { expectedNumber } from './expected-version.ts'

describe('what a caller expects', () => {
  it.each([
    ['any', -1],
    ['stream-exists', -2],
    ['no-stream', 0],
    [0, 0],
    [7, 7],
  ] as const)('%j is %d to the database', (expected, number) => {
    expect(expectedNumber(expected)).toBe(number)
  })

  it.each([-1, 1.5, Number.NaN, 2 ** 53, 'latest' as ExpectedVersion])('is not %j', (expected) => {
    expect(() => expectedNumber(expected)).toThrow(
      `expectedVersion is a version from 0, 'any', 'no-stream' or 'stream-exists', found ${JSON.stringify(expected)}`,
    )
  })
})
