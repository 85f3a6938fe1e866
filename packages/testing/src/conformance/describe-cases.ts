// The titles and assertions are those of the cases.
// oxlint-disable vitest/valid-title, vitest/expect-expect
import { describe, it } from 'vitest'
import { CaseTally } from './case-tally.ts'
import { claimedTopics, type ConformanceTopic } from './conformance-case.ts'

/** What a case is run on; `dispose` is called after it, whether it held or not. */
export interface Disposable {
  dispose(): Promise<void> | void
}

/** How a suite is registered with vitest. */
export interface DescribeCasesOptions<Subject extends Disposable, Capability extends string> {
  readonly topics: readonly ConformanceTopic<Subject, Capability>[]
  readonly capabilities: Iterable<Capability>
  /** Makes a subject for one case. */
  readonly factory: () => Promise<Subject>
}

/**
 * Registers the claimed cases of a suite with vitest. Its last test fails when a registered case has not run, and says
 * what is not claimed.
 */
export function describeCases<Subject extends Disposable, Capability extends string>(
  name: string,
  { factory, ...options }: DescribeCasesOptions<Subject, Capability>,
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

    it(`ran each of its ${count} cases; not claimed: ${listed(notClaimed)}`, () => tally.assertComplete())
  })
}

function listed(notClaimed: ReadonlyMap<string, readonly string[]>): string {
  if (notClaimed.size === 0) return 'nothing'
  return [...notClaimed]
    .map(([capability, cases]) => `${capability} (${cases.length}: ${cases.join('; ')})`)
    .join(', ')
}
