import { describeCases } from '../describe-cases.ts'
import { readModelCases } from './read-model-cases.ts'
import type { ReadModelCapability, ReadModelSubject } from './read-model-subject.ts'

/**
 * Holds a read-model repository to its contract, with vitest. Its rows are those of `productModel`.
 *
 * @param factory - opens a repository for one case, without rows of its own tenant; `dispose` is called after the case
 * @param capabilities - what the repository can do; cases beyond them are named as not claimed
 * @example
 * ```ts
 * import { InMemoryReadModelRepository } from '@uno-ts/testing'
 * import { describeReadModelRepository, productModel, type Product } from '@uno-ts/testing/conformance'
 *
 * describeReadModelRepository(
 *   'InMemoryReadModelRepository',
 *   async () => ({
 *     repository: new InMemoryReadModelRepository<Product>({ model: productModel }),
 *     dispose: () => undefined,
 *   }),
 *   [],
 * )
 * ```
 */
export function describeReadModelRepository(
  name: string,
  factory: () => Promise<ReadModelSubject>,
  capabilities: Iterable<ReadModelCapability>,
): void {
  describeCases(name, { topics: readModelCases, factory, capabilities })
}
