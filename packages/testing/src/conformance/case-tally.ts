import { AssertionError } from 'node:assert/strict'
import { assertionsOf } from './assert.ts'
import { titleOf, type ConformanceCase, type ConformanceTopic } from './conformance-case.ts'

/**
 * Counts the cases of a suite as they run, so that none is registered and then forgotten, and none holds because it
 * asserts nothing.
 *
 * @example
 * ```ts
 * import { InMemoryEventStore } from '@uno-ts/testing'
 * import { CaseTally, claimedTopics, eventStoreCases } from '@uno-ts/testing/conformance'
 *
 * const { topics } = claimedTopics(eventStoreCases, [])
 * const tally = new CaseTally(topics)
 * for (const { topic, cases } of topics) {
 *   for (const each of cases) {
 *     await tally.run({ topic, case: each }, { store: new InMemoryEventStore(), dispose: () => undefined })
 *   }
 * }
 * tally.assertComplete()
 * ```
 */
export class CaseTally<Subject> {
  /** How many cases there are to run. */
  readonly registered: number
  readonly #waiting: Set<string>

  /** @throws AssertionError when two cases have the same name */
  constructor(topics: readonly ConformanceTopic<Subject>[]) {
    const titles = topics.flatMap(({ topic, cases }) => cases.map(({ name }) => titleOf(topic, name)))
    this.registered = titles.length
    this.#waiting = new Set(titles)
    if (this.#waiting.size === titles.length) return
    const twice = titles.filter((title, index) => titles.indexOf(title) !== index)
    throw new AssertionError({ message: `cases with the same name: ${twice.join('; ')}` })
  }

  /** How many cases have run, whether they held or not. */
  get ran(): number {
    return this.registered - this.#waiting.size
  }

  /**
   * Runs one case on a subject.
   *
   * @throws whatever the case throws: the promise is broken
   * @throws AssertionError when the case came to no assertion
   */
  async run(
    { topic, case: each }: { readonly topic: string; readonly case: ConformanceCase<Subject> },
    subject: Subject,
  ): Promise<void> {
    const title = titleOf(topic, each.name)
    this.#waiting.delete(title)
    const assertions = await assertionsOf(() => each.run(subject))
    if (assertions === 0) throw new AssertionError({ message: `the case asserts nothing: ${title}` })
  }

  /** @throws AssertionError naming the registered cases that have not run */
  assertComplete(): void {
    if (this.#waiting.size === 0) return
    const message = `${this.ran} of ${this.registered} registered cases have run, not: ${[...this.#waiting].join('; ')}`
    throw new AssertionError({ message, actual: this.ran, expected: this.registered })
  }
}
