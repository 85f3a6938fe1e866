import { describe, expect, it } from 'vitest'
import { poundsToMilli } from './pounds-to-milli.ts'

describe('pounds', () => {
  it.each([
    ['2.55', 2_550],
    ['0.001', 1],
    ['0', 0],
    ['-0.0', 0],
    ['11062.06', 11_062_060],
    ['-11062.06', -11_062_060],
    ['38970.0', 38_970_000],
    ['1.2340', 1_234],
    ['4.35', 4_350],
  ])('are read exactly: %s', (text, milli) => expect(poundsToMilli(text)).toBe(milli))

  it.each(['', '.', '1.', 'a', '1e3', '1,5', ' 1', '0.0001', '1.2345', '--1', '99999999999999', '+1'])(
    'are no pounds: %j',
    (text) => expect(poundsToMilli(text)).toBeUndefined(),
  )
})
