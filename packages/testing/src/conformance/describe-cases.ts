// The titles and assertions are those of the cases.
// oxlint-disable vitest/valid-title, vitest/expect-expect
import assert from 'node:assert/strict'
import { describe, it } from 'vitest'
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
 * Registers the claimed cases of a suite with vitest. Its last test names what is not claimed and fails when a
 * registered case has not run.
 */
export function describeCases<Subject extends Disposable, Capability extends string>(
  name: string,
  options: DescribeCasesOptions<Subject, Capability>,
): void {
  const { factory } = options
  const { topics, count, notClaimed } = claimedTopics(options.topics, options.capabilities)
  const waiting = new Set(topics.flatMap(({ topic, cases }) => cases.map((each) => `${topic}: ${each.name}`)))

  describe(name, () => {
    for (const { topic, cases } of topics) {
      describe(topic, () => {
        for (const each of cases) {
          it(each.name, async () => {
            const subject = await factory()
            try {
              await each.run(subject)
            } finally {
              waiting.delete(`${topic}: ${each.name}`)
              await subject.dispose()
            }
          })
        }
      })
    }

    it(`ran its ${count} cases; not claimed: ${listed(notClaimed)}`, () => {
      assert.deepEqual([...waiting], [], 'registered cases that have not run')
    })
  })
}

function listed(notClaimed: ReadonlyMap<string, number>): string {
  if (notClaimed.size === 0) return 'nothing'
  return [...notClaimed].map(([capability, count]) => `${capability} (${count})`).join(', ')
}
