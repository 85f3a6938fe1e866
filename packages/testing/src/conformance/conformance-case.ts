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
export interface ClaimedTopics<Subject, Capability extends string> {
  /** The topics with the cases to run; topics without any are left out. */
  readonly topics: readonly ConformanceTopic<Subject, Capability>[]
  /** How many cases run. */
  readonly count: number
  /** How many cases are not claimed, by the capability they need. */
  readonly notClaimed: ReadonlyMap<Capability, number>
}

/** Divides cases into those within the capabilities and those that are not claimed. */
export function claimedTopics<Subject, Capability extends string>(
  topics: readonly ConformanceTopic<Subject, Capability>[],
  capabilities: Iterable<Capability>,
): ClaimedTopics<Subject, Capability> {
  const has = new Set(capabilities)
  const notClaimed = new Map<Capability, number>()
  const claimed: ConformanceTopic<Subject, Capability>[] = []
  for (const { topic, cases } of topics) {
    const within = cases.filter(({ needs }) => needs === undefined || has.has(needs))
    if (within.length > 0) claimed.push({ topic, cases: within })
    for (const { needs } of cases) {
      if (needs !== undefined && !has.has(needs)) notClaimed.set(needs, (notClaimed.get(needs) ?? 0) + 1)
    }
  }
  return { topics: claimed, count: claimed.reduce((sum, { cases }) => sum + cases.length, 0), notClaimed }
}
