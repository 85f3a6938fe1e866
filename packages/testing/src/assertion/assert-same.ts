import { isDeepStrictEqual } from 'node:util'
import { assertionFailure, type AssertionFacts } from './assertion-failure.ts'
import { differenceOf } from './difference.ts'

/**
 * Fails with a sentence and a readable difference, for any test runner.
 *
 * @throws AssertionError with `actual` and `expected`
 */
export function assertSame(actual: unknown, expected: unknown, sentence: string): void {
  if (isDeepStrictEqual(actual, expected)) return
  throw assertionFailure(`${sentence}\n${differenceOf(actual, expected)}`, { actual, expected })
}

/** Fails with a sentence that says it all. @throws AssertionError */
export function refute(sentence: string, facts: AssertionFacts = {}): never {
  throw assertionFailure(sentence, facts)
}
