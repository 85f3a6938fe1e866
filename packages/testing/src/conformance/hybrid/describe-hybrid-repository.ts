import { describeCases } from '../describe-cases.ts'
import { hybridCases } from './hybrid-cases.ts'
import type { HybridCapability, HybridSubject } from './hybrid-subject.ts'

/**
 * Holds a repository behind a cache to its promises, with vitest. Its rows are those of `productModel`.
 *
 * @param factory - opens a repository for one case, without rows; `dispose` is called after the case
 * @param capabilities - what the repository can do; cases beyond them are named as not claimed
 * @example
 * ```ts
 * import { HybridReadModelRepository } from '@uno-ts/read-model'
 * import { InMemoryCacheStore, InMemoryReadModelRepository, ManualClock } from '@uno-ts/testing'
 * import { describeHybridRepository, productModel, watchedRepository } from '@uno-ts/testing/conformance'
 * import type { Product } from '@uno-ts/testing/conformance'
 *
 * describeHybridRepository(
 *   'a repository behind a cache in memory',
 *   async () => {
 *     const clock = new ManualClock()
 *     const maxStalenessMs = 1_000
 *     const truth = watchedRepository(new InMemoryReadModelRepository<Product>({ model: productModel }))
 *     const repository = new HybridReadModelRepository({
 *       repository: truth.repository,
 *       cache: new InMemoryCacheStore({ clock }),
 *       model: productModel,
 *       maxStalenessMs,
 *       clock,
 *     })
 *     return { repository, truth, clock, maxStalenessMs, dispose: () => undefined }
 *   },
 *   [],
 * )
 * ```
 */
export function describeHybridRepository(
  name: string,
  factory: () => Promise<HybridSubject>,
  capabilities: Iterable<HybridCapability>,
): void {
  describeCases(name, { topics: hybridCases, factory, capabilities })
}
