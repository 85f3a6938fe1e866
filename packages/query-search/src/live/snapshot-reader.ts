import type { GlobalPosition, LiveAnswer, ProjectionId, ReadModelOptions, TenantId } from '@uno-ts/types'

/** Whose positions are read. */
export interface SnapshotScope {
  readonly projections: readonly ProjectionId[]
  readonly tenant: TenantId
  readonly signal?: AbortSignal | undefined
}

/** Reads results together with how far the projections behind them have come. */
export interface SnapshotReader {
  /** How far the slowest of the projections has come; the origin where one has not begun. */
  position(scope: SnapshotScope): Promise<GlobalPosition>
  /** Reads both as of one moment: `read` is given a transaction that sees what was committed when it began. */
  read<Result>(
    scope: SnapshotScope,
    read: (options: ReadModelOptions) => Promise<Result>,
  ): Promise<LiveAnswer<Result>>
}
