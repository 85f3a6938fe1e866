import { AssertionError } from 'node:assert'
import { isDeepStrictEqual } from 'node:util'
import { differenceOf } from './difference.ts'

/**
 * Fails with a sentence and a readable difference, for any test runner.
 *
 * @throws AssertionError with `actual` and `expected`
 */
export function assertSame(actual: unknown, expected: unknown, sentence: string): void {
  if (isDeepStrictEqual(actual, expected)) return
  throw new AssertionError({
    message: `${sentence}\n${differenceOf(actual, expected)}`,
    actual,
    expected,
    operator: 'same', // by another name Node adds a difference of its own
    stackStartFn: assertSame,
  })
}

/** Fails with a sentence. @throws AssertionError */
export function refute(
  sentence: string,
  difference: { readonly actual?: unknown; readonly expected?: unknown } = {},
): never {
  throw new AssertionError({
    message: sentence,
    ...difference,
    operator: 'same',
    stackStartFn: refute,
  })
}
