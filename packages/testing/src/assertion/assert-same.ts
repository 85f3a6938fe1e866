import { AssertionError } from 'node:assert'
import { isDeepStrictEqual } from 'node:util'

/**
 * Fails with a sentence and a readable difference, for any test runner.
 *
 * @throws AssertionError with `actual` and `expected`
 */
export function assertSame(actual: unknown, expected: unknown, sentence: string): void {
  if (isDeepStrictEqual(actual, expected)) return
  const difference = new AssertionError({ actual, expected, operator: 'deepStrictEqual' }).message
  throw new AssertionError({
    message: `${sentence}\n${difference}`,
    actual,
    expected,
    operator: 'deepStrictEqual',
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
    operator: 'deepStrictEqual',
    stackStartFn: refute,
  })
}
