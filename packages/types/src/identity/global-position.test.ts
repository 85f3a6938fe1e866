import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidArgumentError } from '../error/invalid-argument-error.ts'
import { globalPosition, origin } from './global-position.ts'

const highest = 2n ** 63n - 1n

describe('a global position', () => {
  it('is taken from a bigint, a decimal string and a small number', () => {
    expect(globalPosition(7n)).toBe(7n)
    expect(globalPosition('9223372036854775807')).toBe(highest)
    expect(globalPosition(Number.MAX_SAFE_INTEGER)).toBe(2n ** 53n - 1n)
    expect(globalPosition(0)).toBe(origin)
  })

  it.each([
    -1n,
    highest + 1n,
    '',
    '-1',
    '+1',
    '1.0',
    ' 1',
    '1e3',
    '0x1',
    '9223372036854775808',
    'x',
    -1,
    0.5,
    Number.NaN,
    2 ** 53,
  ])('is refused for %s', (value) => expect(() => globalPosition(value)).toThrow(InvalidArgumentError))

  it('does not print a long text whole', () => {
    expect(() => globalPosition('7'.repeat(10_000))).toThrow(/^.{1,140}$/)
  })

  it('survives its decimal string', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: highest }), (position) => {
        expect(globalPosition(String(globalPosition(position)))).toBe(position)
      }),
    )
  })
})
