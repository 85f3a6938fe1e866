import type { GlobalPosition, ProjectionChangeLog, TransactionHandle } from '@uno-ts/types'
import type { Projector, RowKeys } from '../define/projector.ts'
import { announcedKeys } from './merge-changes.ts'

/** Whose change is noted, and where. */
export interface LoggingProjection {
  readonly projector: Projector
  /** Default: nothing is noted. */
  readonly changes?: ProjectionChangeLog | undefined
}

/** What is noted of a commit. */
export interface ChangeToLog {
  readonly transaction: TransactionHandle
  /** Which rows. */
  readonly keys: RowKeys
  readonly position: GlobalPosition
  /** Whether it was made at a position that was told before. Default false. */
  readonly outOfOrder?: boolean | undefined
}

/** Notes a change for other processes in the transaction that makes it, where that is asked for. */
export async function logChange(
  { changes, projector }: LoggingProjection,
  { transaction, keys: changed, position, outOfOrder }: ChangeToLog,
): Promise<void> {
  if (changes === undefined) return
  const { projectionId, version, slices } = projector
  const keys = announcedKeys(changed)
  await changes.append({ projectionId, version, slices, keys, position, outOfOrder }, { transaction })
}
