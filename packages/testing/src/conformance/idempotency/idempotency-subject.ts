import type { IdempotencyStore } from '@uno-ts/types'
import type { BegunTransaction } from '../begun-transaction.ts'
import type { ConformanceCase, ConformanceTopic } from '../conformance-case.ts'

/**
 * What not every idempotency store can do:
 * `concurrent-connections`: has several transactions open at a time.
 */
export type IdempotencyCapability = 'concurrent-connections'

/** The idempotency store under test. Each case uses keys and tenants of its own. */
export interface IdempotencySubject {
  readonly store: IdempotencyStore
  /** Begins a transaction that the store takes part in. */
  readonly begin: () => Promise<BegunTransaction>
  /** Makes everything that is recorded older by so many milliseconds. */
  age(ms: number): Promise<void> | void
  dispose(): Promise<void> | void
}

/** A case for idempotency stores. */
export type IdempotencyCase = ConformanceCase<IdempotencySubject, IdempotencyCapability>

/** Cases for idempotency stores about one thing. */
export type IdempotencyTopic = ConformanceTopic<IdempotencySubject, IdempotencyCapability>
