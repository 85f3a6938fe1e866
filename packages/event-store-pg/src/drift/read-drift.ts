import { randomBytes } from 'node:crypto'
import type { MigrationSet } from '@uno-ts/types'
import type { Pool, PoolClient } from 'pg'
import {
  bookkeepingStatements,
  lockStatement,
  namedSteps,
  recordedSteps,
  refuseNewerDatabase,
} from '../schema/bookkeeping.ts'
import { checkSets } from '../schema/check-sets.ts'
import { quotedSchema } from '../schema/quoted-schema.ts'
import { inTransaction } from '../transaction/in-transaction.ts'
import { compareCatalogs, type SchemaDifference } from './compare-catalogs.ts'
import { readCatalog } from './read-catalog.ts'

/** How far a schema is from what its migrations make. */
export interface DriftReport {
  /** Whether nothing is pending and nothing differs. */
  readonly inSync: boolean
  /** The steps that have not run, as `set/step`, in order. */
  readonly pending: readonly string[]
  /** What is not as the steps that have run make it. */
  readonly differences: readonly SchemaDifference[]
}

/**
 * Compares a schema with what its recorded steps make. They run once more, in a scratch schema, in a transaction that is
 * rolled back; the two catalogs must read the same.
 */
export async function readDrift(
  pool: Pool,
  sets: readonly MigrationSet[],
  schema: string,
): Promise<DriftReport> {
  checkSets(sets)
  const live = quotedSchema(schema)
  return inTransaction(
    pool,
    async (client) => {
      await client.query(lockStatement(live))
      const recorded = await recordedSteps(client, live)
      const steps = namedSteps(sets)
      const pending = steps.map(({ name }) => name).filter((name) => recorded?.has(name) !== true)
      if (recorded === undefined) return { inSync: false, pending, differences: [] }
      refuseNewerDatabase(recorded, sets)

      const scratch = `uno_scratch_${randomBytes(6).toString('hex')}`
      await build(client, sets, { schema: quotedSchema(scratch), recorded })
      const names = [schema, scratch]
      const expected = await readCatalog(client, scratch, names)
      const found = await readCatalog(client, schema, names)
      const differences = compareCatalogs(expected, found)
      return { inSync: pending.length + differences.length === 0, pending, differences }
    },
    'rollback',
  )
}

async function build(
  client: PoolClient,
  sets: readonly MigrationSet[],
  { schema, recorded }: { readonly schema: string; readonly recorded: ReadonlySet<string> },
): Promise<void> {
  const steps = namedSteps(sets).filter(({ name }) => recorded.has(name))
  const statements = steps.flatMap((step) => step.statements({ schema }))
  for (const statement of [...bookkeepingStatements(schema), ...statements]) await client.query(statement)
}
