import { CaseTally } from './case-tally.ts'
import { claimedTopics, titleOf, type ConformanceTopic } from './conformance-case.ts'

/** Runs claimed cases without a test runner, up to the first that fails, and gives its name. */
export async function firstFailure<Subject, Capability extends string>(
  topics: readonly ConformanceTopic<Subject, Capability>[],
  capabilities: Iterable<Capability>,
  subject: () => Subject,
): Promise<string | undefined> {
  const claimed = claimedTopics(topics, capabilities).topics
  const tally = new CaseTally(claimed)
  for (const { topic, cases } of claimed) {
    for (const each of cases) {
      const held = await tally.run({ topic, case: each }, subject()).then(
        () => true,
        () => false,
      )
      if (!held) return titleOf(topic, each.name)
    }
  }
  tally.assertComplete()
  return undefined
}

/** `honest`, but with some of its methods replaced. */
export function sabotaged<Contract extends object>(honest: Contract, lies: Partial<Contract>): Contract {
  return new Proxy(honest, {
    get: (target, key) => {
      const own: unknown = Reflect.get(lies, key) ?? Reflect.get(target, key)
      return typeof own === 'function' ? (own.bind(target) as unknown) : own
    },
  })
}
