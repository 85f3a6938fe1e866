import { describeCases } from '../describe-cases.ts'
import type { ProjectionsCapability, ProjectionsSubject } from './projections-subject.ts'
import { projectionsCases } from './projections-cases.ts'

/**
 * Holds a runner of projections to what it promises, with vitest: every event once and in the order of its key, failures,
 * slices, waiting, control and changes.
 *
 * @param factory - opens a runner's world for one case; `dispose` is called after the case
 * @param capabilities - what the runner can do; cases beyond them are named as not claimed
 */
export function describeProjections(
  name: string,
  factory: () => Promise<ProjectionsSubject>,
  capabilities: Iterable<ProjectionsCapability>,
): void {
  describeCases(name, { topics: projectionsCases, factory, capabilities })
}
