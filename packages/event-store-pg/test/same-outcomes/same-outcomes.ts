import { randomUUID } from 'node:crypto'
import { InMemoryEventStore, InMemorySnapshotStore } from '@uno-ts/testing'
import * as fc from 'fast-check'
import type { Pool } from 'pg'
import { PostgresEventStore, PostgresSnapshotStore } from '../../src/index.ts'
import { readSteps } from './read-steps.ts'
import { newSide, type Side } from './side.ts'
import { snapshotSteps } from './snapshot-steps.ts'
import { writeSteps } from './write-steps.ts'

/** How long both are compared: by the number of sequences of calls, by time, or by both. */
export interface SameOutcomesOptions {
  /** How many sequences of calls. Default: as many as there is time for. */
  readonly runs?: number
  /** When to stop, in milliseconds. Default: never. */
  readonly timeMs?: number
}

/**
 * Makes the same random calls on the twin in memory and on PostgreSQL, and compares what comes of each: the answer, or
 * the error with its facts.
 *
 * @returns how many sequences of calls came to the same
 * @throws Error with the fewest calls that show a difference, and the seed to see it again
 */
export async function sameOutcomes(
  pool: Pool,
  { runs = Number.MAX_SAFE_INTEGER, timeMs }: SameOutcomesOptions,
): Promise<number> {
  const steps = fc.commands([...writeSteps, ...writeSteps, ...readSteps, ...snapshotSteps], {
    maxCommands: 40,
    size: 'max',
  })
  const details = await fc.check(
    fc.asyncProperty(steps, (commands) => fc.asyncModelRun(() => bothSides(pool), commands)),
    { numRuns: runs, ...(timeMs !== undefined && { interruptAfterTimeLimit: timeMs }) },
  )
  if (details.failed) throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance })
  return details.numRuns
}

/** Both stores, for a tenant nobody else uses. */
function bothSides(pool: Pool): { model: Side; real: Side } {
  const tenant = randomUUID()
  const snapshots = new InMemorySnapshotStore({ tenant })
  const model = { store: new InMemoryEventStore({ snapshots, tenant }), snapshots, tenant }
  const real = {
    store: new PostgresEventStore({ pool, tenant }),
    snapshots: new PostgresSnapshotStore({ pool, tenant }),
    tenant,
  }
  return { model: newSide(model), real: newSide(real) }
}
