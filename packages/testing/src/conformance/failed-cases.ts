import { CaseTally } from './case-tally.ts'
import { claimedTopics, titleOf, type ConformanceTopic } from './conformance-case.ts'

/** What {@link failedCases} runs. */
export interface FailedCasesOptions<Subject, Capability extends string> {
  readonly topics: readonly ConformanceTopic<Subject, Capability>[]
  readonly capabilities: Iterable<Capability>
  /** Makes a subject for one case. */
  readonly subject: () => Subject
  /** A case that has not ended by then counts as failed. */
  readonly timeoutMs: number
}

/** Runs all claimed cases without a test runner, and gives the names of those that fail. */
export async function failedCases<Subject, Capability extends string>({
  topics,
  capabilities,
  subject,
  timeoutMs,
}: FailedCasesOptions<Subject, Capability>): Promise<readonly string[]> {
  const claimed = claimedTopics(topics, capabilities).topics
  const tally = new CaseTally(claimed)
  const failed: string[] = []
  for (const { topic, cases } of claimed) {
    for (const each of cases) {
      const held = await within(timeoutMs, tally.run({ topic, case: each }, subject()))
      if (!held) failed.push(titleOf(topic, each.name))
    }
  }
  tally.assertComplete()
  return failed
}

async function within(timeoutMs: number, run: Promise<void>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  const timer = setTimeout(late.resolve, timeoutMs, false)
  const held = run.then(
    () => true,
    () => false,
  )
  return Promise.race([held, late.promise]).finally(() => clearTimeout(timer))
}
