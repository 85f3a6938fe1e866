import type { QueryRepository } from '@uno-ts/types'
import type { ConformanceCase, ConformanceTopic } from '../conformance-case.ts'

/** The repository under test; it holds no queries. */
export interface QueryRepositorySubject {
  readonly repository: QueryRepository
  dispose(): Promise<void> | void
}

/** A case for query repositories. */
export type QueryRepositoryCase = ConformanceCase<QueryRepositorySubject, never>

/** Cases for query repositories about one thing. */
export type QueryRepositoryTopic = ConformanceTopic<QueryRepositorySubject, never>
