import type { CheckpointStore } from '@uno-ts/types'
import type { ConformanceCase, ConformanceTopic } from '../conformance-case.ts'
import type { BegunTransaction } from '../begun-transaction.ts'

/**
 * What not every checkpoint store can do:
 * `transactions`: moves as part of a transaction of the caller's.
 */
export type CheckpointCapability = 'transactions'

/** The checkpoint store under test. Each case uses projections and tenants of its own. */
export interface CheckpointSubject {
  readonly store: CheckpointStore
  /** Begins a transaction. Needed for `transactions`. */
  readonly begin?: (() => Promise<BegunTransaction>) | undefined
  dispose(): Promise<void> | void
}

/** A case for checkpoint stores. */
export type CheckpointCase = ConformanceCase<CheckpointSubject, CheckpointCapability>

/** Cases for checkpoint stores about one thing. */
export type CheckpointTopic = ConformanceTopic<CheckpointSubject, CheckpointCapability>
