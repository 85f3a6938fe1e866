import { CaseTally } from './case-tally.ts'
import { claimedTopics, type ConformanceTopic } from './conformance-case.ts'

/** What a test runner offers: `node:test`, vitest, jest and mocha all do. */
export interface CaseRunner {
  /** Groups tests under a name; `body` registers them at once. */
  readonly describe: (name: string, body: () => void) => unknown
  /** Registers a test, which fails when `body` rejects. The tests of a group run one after another. */
  readonly it: (name: string, body: () => Promise<void>) => unknown
}

/** What a case is run on; `dispose` is called after it, whether it held or not. */
export interface DisposableSubject {
  dispose(): Promise<void> | void
}

/** How a suite is registered. */
export interface RegisterCasesOptions<Subject extends DisposableSubject, Capability extends string> {
  /** The suite: `eventStoreCases`. */
  readonly topics: readonly ConformanceTopic<Subject, Capability>[]
  /** What the subject can do beyond what everybody must. Cases beyond them are not registered, but named. */
  readonly capabilities: Iterable<Capability>
  /** Makes a subject for one case. */
  readonly factory: () => Promise<Subject>
}

/**
 * Registers the claimed cases of a suite with any test runner. The last test fails when a registered case has not run, and
 * its name says what is not claimed.
 *
 * @example
 * ```ts
 * import { InMemoryEventStore } from '@uno-ts/testing'
 * import { eventStoreCases, registerCases } from '@uno-ts/testing/conformance/cases'
 * import { describe, it } from 'node:test'
 *
 * registerCases({ describe, it }, 'my event store', {
 *   topics: eventStoreCases,
 *   capabilities: [],
 *   factory: async () => ({ store: new InMemoryEventStore(), dispose: () => undefined }),
 * })
 * ```
 */
export function registerCases<Subject extends DisposableSubject, Capability extends string>(
  { describe, it }: CaseRunner,
  name: string,
  { factory, ...options }: RegisterCasesOptions<Subject, Capability>,
): void {
  const { topics, count, notClaimed } = claimedTopics(options.topics, options.capabilities)
  const tally = new CaseTally(topics)

  describe(name, () => {
    for (const { topic, cases } of topics) {
      describe(topic, () => {
        for (const each of cases) {
          it(each.name, async () => {
            const subject = await factory()
            try {
              await tally.run({ topic, case: each }, subject)
            } finally {
              await subject.dispose()
            }
          })
        }
      })
    }

    it(`ran each of its ${count} cases; not claimed: ${listed(notClaimed)}`, async () =>
      tally.assertComplete())
  })
}

function listed(notClaimed: ReadonlyMap<string, readonly string[]>): string {
  if (notClaimed.size === 0) return 'nothing'
  return [...notClaimed]
    .map(([capability, cases]) => `${capability} (${cases.length}: ${cases.join('; ')})`)
    .join(', ')
}
