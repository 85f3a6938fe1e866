import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidArgumentError } from '../error/invalid-argument-error.ts'
import { globalPosition } from '../identity/global-position.ts'
import { consistencyToken, positionOf } from './consistency.ts'

describe('a consistency token', () => {
  it('gives back its position, and is safe in a header', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (position) => {
        const token = consistencyToken(globalPosition(position))
        expect(token).toMatch(/^[\w]+$/)
        expect(positionOf(token)).toBe(position)
      }),
    )
  })

  it.each(['', 'p', '7', 'q7', 'p-1', 'p7 ', 'pp7', 'p9223372036854775808'])(
    'is refused when it is %j',
    (token) => {
      expect(() => positionOf(token)).toThrow(InvalidArgumentError)
    },
  )
})
