import type { GlobalPosition, ProjectionChangeLog, RecordedEvent, TransactionHandle } from '@uno-ts/types'
import type { Projector } from '../define/projector.ts'
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
  /** What was handled; nothing is noted when that is nothing. Default: the rows were emptied. */
  readonly events?: readonly RecordedEvent[] | undefined
  readonly position: GlobalPosition
  /** Whether it was made at a position that was told before. Default false. */
  readonly outOfOrder?: boolean | undefined
}

/** Notes a change for other processes in the transaction that makes it, where that is asked for. */
export async function logChange(
  { changes, projector }: LoggingProjection,
  { transaction, events, position, outOfOrder }: ChangeToLog,
): Promise<void> {
  if (changes === undefined || events?.length === 0) return
  const { projectionId, version, slices } = projector
  const keys = events && announcedKeys(projector.keysOf(events))
  await changes.append({ projectionId, version, slices, keys, position, outOfOrder }, { transaction })
}
