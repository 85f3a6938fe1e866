import type { MigrationSet, SqlConnection } from '@uno-ts/types'
import { translateError } from '../error/translate-error.ts'
import { namedSteps, recordedSteps, refuseNewerDatabase } from './bookkeeping.ts'
import { checkSets } from './check-sets.ts'

/**
 * Lists the steps that have not run, as `set/step`, in order.
 *
 * @throws SchemaError when the database has steps the sets do not have
 */
export async function pendingSteps(
  connection: SqlConnection,
  sets: readonly MigrationSet[],
  schema: string,
): Promise<readonly string[]> {
  checkSets(sets)
  let recorded: ReadonlySet<string> | undefined
  try {
    recorded = await recordedSteps(connection, schema)
  } catch (error) {
    throw translateError(error)
  }
  if (recorded !== undefined) refuseNewerDatabase(recorded, sets)
  return namedSteps(sets)
    .map(({ name }) => name)
    .filter((name) => recorded?.has(name) !== true)
}
