import type { GlobalPosition, ProjectionChange, ReadModelRepository, TenantId } from '@uno-ts/types'
import type { ManualClock } from '../../clock/manual-clock.ts'
import type { ConformanceCase, ConformanceTopic } from '../conformance-case.ts'
import type { Product } from '../read-model/product.ts'
import type { WatchedRepository } from './watched-repository.ts'

/**
 * What not every repository behind a cache can do:
 * `shared`: processes share its cache, and one outdates rows for all.
 * `checkpoints`: it reads the projection's checkpoint with the rows.
 */
export type HybridCapability = 'shared' | 'checkpoints'

/** A repository that answers from a cache and can be told what is outdated. */
export interface CachedRepository extends ReadModelRepository<Product> {
  invalidate(
    ids: readonly string[],
    options?: { readonly tenant?: TenantId | undefined; readonly position?: GlobalPosition | undefined },
  ): Promise<void>
  invalidateTags(tags: readonly string[]): Promise<void>
  invalidateAll(): Promise<void>
  applyChange(change: ProjectionChange): Promise<void>
}

/** The repository under test. Its truth holds no rows when a case begins, its cache no rows of its tenants. */
export interface HybridSubject {
  readonly repository: CachedRepository
  /** The repository behind the cache: what is written here the cache does not hear of. */
  readonly truth: WatchedRepository<Product>
  /** The clock that cache and repository were given. */
  readonly clock: ManualClock
  /** How old a row may be when it is answered. */
  readonly maxStalenessMs: number
  /** The same repository as another process has it. Needed for `shared`. */
  readonly another?: (() => Promise<CachedRepository>) | undefined
  /** Moves the projection's checkpoint. Needed for `checkpoints`. */
  readonly setCheckpoint?: ((position: GlobalPosition) => Promise<void>) | undefined
  dispose(): Promise<void> | void
}

/** A case for repositories behind a cache. */
export type HybridCase = ConformanceCase<HybridSubject, HybridCapability>

/** Cases for repositories behind a cache about one thing. */
export type HybridTopic = ConformanceTopic<HybridSubject, HybridCapability>
