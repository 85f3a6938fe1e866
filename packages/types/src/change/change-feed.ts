import type { GlobalPosition } from '../identity/global-position.ts'
import type { ProjectionId } from '../identity/branded-ids.ts'
import type { TenantId } from '../identity/tenant.ts'

/** What a projection changed with one commit. */
export interface ProjectionChange {
  readonly projectionId: ProjectionId
  readonly tenant: TenantId
  /** The keys whose rows changed; `undefined` means too many to name. */
  readonly keys: readonly string[] | undefined
  /** The projection's checkpoint after the change. */
  readonly position: GlobalPosition
}

/** Tells what projections have changed, after their commit. */
export interface ChangeFeed {
  /** Changes of these projections (default all) after a position (default: from now on). */
  subscribe(options?: {
    readonly projections?: readonly ProjectionId[] | undefined
    readonly after?: GlobalPosition | undefined
    readonly signal?: AbortSignal | undefined
  }): AsyncIterable<ProjectionChange>
}
