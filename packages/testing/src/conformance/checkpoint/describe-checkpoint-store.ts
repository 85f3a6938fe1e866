import { describeCases } from '../describe-cases.ts'
import { checkpointCases } from './checkpoint-cases.ts'
import type { CheckpointCapability, CheckpointSubject } from './checkpoint-subject.ts'

/**
 * Holds a checkpoint store to its contract, with vitest.
 *
 * @param factory - opens a store for one case; `dispose` is called after the case
 * @param capabilities - what the store can do; cases beyond them are named as not claimed
 */
export function describeCheckpointStore(
  name: string,
  factory: () => Promise<CheckpointSubject>,
  capabilities: Iterable<CheckpointCapability>,
): void {
  describeCases(name, { topics: checkpointCases, factory, capabilities })
}
