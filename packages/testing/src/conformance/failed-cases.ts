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

/** Runs all claimed cases without a test runner, and gives the names of those that fail, each with its message. */
export async function failedCases<Subject, Capability extends string>({
  topics,
  capabilities,
  subject,
  timeoutMs,
}: FailedCasesOptions<Subject, Capability>): Promise<ReadonlyMap<string, string>> {
  const claimed = claimedTopics(topics, capabilities).topics
  const tally = new CaseTally(claimed)
  const failed = new Map<string, string>()
  for (const { topic, cases } of claimed) {
    for (const each of cases) {
      const message = await failureWithin(timeoutMs, tally.run({ topic, case: each }, subject()))
      if (message !== undefined) failed.set(titleOf(topic, each.name), message)
    }
  }
  tally.assertComplete()
  return failed
}

async function failureWithin(timeoutMs: number, run: Promise<void>): Promise<string | undefined> {
  const late = Promise.withResolvers<string>()
  const timer = setTimeout(late.resolve, timeoutMs, `it did not end within ${timeoutMs} ms`)
  const failure = run.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  return Promise.race([failure, late.promise]).finally(() => clearTimeout(timer))
}
