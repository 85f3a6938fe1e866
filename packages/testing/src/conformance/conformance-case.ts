/** One promise of a contract, as a test that any runner can run: it throws when the promise is broken. */
export interface ConformanceCase<Subject, Capability extends string = string> {
  /** A sentence about behaviour, unique within its topic. */
  readonly name: string
  /** What an implementation must claim for the case to be registered. Default: nothing, everybody runs it. */
  readonly needs?: Capability | undefined
  /** Runs the case on a subject of its own. */
  run(subject: Subject): Promise<void>
}

/** Cases about one thing. */
export interface ConformanceTopic<Subject, Capability extends string = string> {
  /** What they are about: `appending`. */
  readonly topic: string
  readonly cases: readonly ConformanceCase<Subject, Capability>[]
}

/** What an implementation claims, and what that leaves out. */
export interface ClaimedTopics<Subject, Capability extends string = string> {
  /** The topics with the cases to run; topics without any are left out. */
  readonly topics: readonly ConformanceTopic<Subject, Capability>[]
  /** How many cases run. */
  readonly count: number
  /** The cases that are not claimed, as `topic: name`, by the capability they need. */
  readonly notClaimed: ReadonlyMap<Capability, readonly string[]>
}

/**
 * Divides cases into those within the capabilities and those that are not claimed.
 *
 * @example
 * ```ts
 * import { claimedTopics, eventStoreCases } from '@uno-ts/testing/conformance'
 *
 * const { count, notClaimed } = claimedTopics(eventStoreCases, ['archiving'])
 * console.log(`${count} cases; without: ${[...notClaimed.keys()].join(', ')}`)
 * ```
 */
export function claimedTopics<Subject, Capability extends string>(
  topics: readonly ConformanceTopic<Subject, Capability>[],
  capabilities: Iterable<Capability>,
): ClaimedTopics<Subject, Capability> {
  const has = new Set(capabilities)
  const notClaimed = new Map<Capability, string[]>()
  const claimed: ConformanceTopic<Subject, Capability>[] = []
  for (const { topic, cases } of topics) {
    const within = cases.filter(({ needs }) => needs === undefined || has.has(needs))
    if (within.length > 0) claimed.push({ topic, cases: within })
    for (const { name, needs } of cases) {
      if (needs === undefined || has.has(needs)) continue
      notClaimed.set(needs, [...(notClaimed.get(needs) ?? []), titleOf(topic, name)])
    }
  }
  return { topics: claimed, count: claimed.reduce((sum, { cases }) => sum + cases.length, 0), notClaimed }
}

/** How a case is called outside its topic. */
export function titleOf(topic: string, name: string): string {
  return `${topic}: ${name}`
}
