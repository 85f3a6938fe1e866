import { describe, expect, it } from 'vitest'
import { assertSame } from './assert-same.ts'

/** What a person reads when two values are not the same. */
function messageOf(actual: unknown, expected: unknown): string {
  try {
    assertSame(actual, expected, 'expected other events')
  } catch (error) {
    return (error as Error).message // an AssertionError
  }
  return 'no difference'
}

describe('a difference', () => {
  it('shows what is missing and what is too much, at its place', () => {
    const placed = { type: 'OrderPlaced', data: { orderId: '7', lines: 2 } }
    const paid = { type: 'OrderPaid', data: { orderId: '7' } }
    expect(messageOf([placed], [{ data: { lines: 3, orderId: '7' }, type: 'OrderPlaced' }, paid])).toBe(
      `expected other events
- expected
+ found

  [
    {
      type: 'OrderPlaced'
      data: {
-       lines: 3
+       lines: 2
        orderId: '7'
      }
    }
-   {
-     type: 'OrderPaid'
-     data: {
-       orderId: '7'
-     }
-   }
  ]`,
    )
  })

  it('leaves out what is far from it', () => {
    const numbers = Array.from({ length: 100 }, (_, index) => index)
    expect(messageOf(numbers.with(50, -1), numbers)).toBe(`expected other events
- expected
+ found

  …
    47
    48
    49
-   50
+   -1
    51
    52
    53
  …`)
  })

  it.each([
    ['texts', 'placed', 'paid', "- 'paid'\n+ 'placed'"],
    ['positions', 7n, 8n, '- 8n\n+ 7n'],
    ['nothing', undefined, null, '- null\n+ undefined'],
  ])('tells %s apart', (_what, actual, expected, lines) => {
    expect(messageOf(actual, expected)).toBe(`expected other events\n- expected\n+ found\n\n${lines}`)
  })

  it('is none between equal values', () =>
    expect(messageOf({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe('no difference'))
})
