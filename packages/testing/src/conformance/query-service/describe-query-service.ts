import { describeCases } from '../describe-cases.ts'
import { queryServiceCases } from './query-service-cases.ts'
import type { QueryServiceCapability, QueryServiceSubject } from './query-service-subject.ts'

/**
 * Holds a query service to its contract, with vitest. Its rows are those of `searchedProductModel`.
 *
 * @param factory - opens a service for one case, without rows; `dispose` is called after the case
 * @param capabilities - what the service can do; cases beyond them are named as not claimed
 */
export function describeQueryService(
  name: string,
  factory: () => Promise<QueryServiceSubject>,
  capabilities: Iterable<QueryServiceCapability>,
): void {
  describeCases(name, { topics: queryServiceCases, factory, capabilities })
}
