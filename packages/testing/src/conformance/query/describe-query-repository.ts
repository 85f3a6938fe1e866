import { describeCases } from '../describe-cases.ts'
import { queryRepositoryCases } from './query-repository-cases.ts'
import type { QueryRepositorySubject } from './query-repository-subject.ts'

/**
 * Holds a query repository to its contract, with vitest.
 *
 * @param factory - opens the repository for one case, without queries; `dispose` is called after the case
 * @example
 * ```ts
 * import { InMemoryQueryRepository } from '@uno-ts/testing'
 * import { describeQueryRepository } from '@uno-ts/testing/conformance'
 *
 * describeQueryRepository('InMemoryQueryRepository', async () => ({
 *   repository: new InMemoryQueryRepository(),
 *   dispose: () => undefined,
 * }))
 * ```
 */
export function describeQueryRepository(name: string, factory: () => Promise<QueryRepositorySubject>): void {
  describeCases(name, { topics: queryRepositoryCases, factory, capabilities: [] })
}
