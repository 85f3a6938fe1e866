import type { ProjectionStorage } from '@uno-ts/types'
import type { ConformanceCase, ConformanceTopic } from '../conformance-case.ts'

/**
 * What not every storage can do:
 * `concurrent-connections`: another connection works while a transaction is open.
 */
export type ProjectionStorageCapability = 'concurrent-connections'

/** The storage under test. Each case uses projections and members of its own. */
export interface ProjectionStorageSubject {
  readonly storage: ProjectionStorage
  dispose(): Promise<void> | void
}

/** A case for storages of projections. */
export type ProjectionStorageCase = ConformanceCase<ProjectionStorageSubject, ProjectionStorageCapability>

/** Cases for storages of projections about one thing. */
export type ProjectionStorageTopic = ConformanceTopic<ProjectionStorageSubject, ProjectionStorageCapability>
