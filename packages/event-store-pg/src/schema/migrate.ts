import type { MigrationSet } from '@uno-ts/types'
import type { Pool, PoolClient } from 'pg'
import { inTransaction } from '../transaction/in-transaction.ts'
import {
  bookkeepingStatements,
  lockStatement,
  namedSteps,
  recordedSteps,
  recordStatement,
  refuseNewerDatabase,
} from './bookkeeping.ts'
import { checkSets } from './check-sets.ts'
import { quotedSchema } from './quoted-schema.ts'

/** Where and how migrations run. */
export interface MigrateOptions {
  /** The schema that holds the tables; it is created when it is missing. Default `uno`. */
  readonly schema?: string | undefined
}

/** What a call of {@link migrate} did. */
export interface MigrateResult {
  /** The steps that ran now, as `set/step`, in order. Empty when everything was there. */
  readonly applied: readonly string[]
}

/**
 * Brings the tables of several packages up to date, in the order given, in one transaction under one lock. It is safe
 * when many processes start at once: one does the work, the others wait and find it done.
 *
 * @throws SchemaError when the database has steps this program does not know: it is older than the database
 * @throws InvalidArgumentError when two sets have the same name, or steps are not in ascending order
 * @example
 * ```ts
 * import { migrate } from '@uno-ts/event-store-pg'
 * import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
 * import { Pool } from 'pg'
 *
 * export async function prepare(pool: Pool): Promise<void> {
 *   await migrate(pool, [eventStoreMigrations])
 * }
 * ```
 */
export async function migrate(
  pool: Pool,
  sets: readonly MigrationSet[],
  options: MigrateOptions = {},
): Promise<MigrateResult> {
  checkSets(sets)
  const schema = quotedSchema(options.schema ?? 'uno')
  return inTransaction(pool, async (client) => {
    await client.query(lockStatement(schema))
    return { applied: await applySteps(client, sets, schema) }
  })
}

async function applySteps(
  client: PoolClient,
  sets: readonly MigrationSet[],
  schema: string,
): Promise<string[]> {
  const recorded = await recordedSteps(client, schema)
  if (recorded === undefined) {
    for (const statement of bookkeepingStatements(schema)) await client.query(statement)
  } else {
    refuseNewerDatabase(recorded, sets)
  }
  const applied: string[] = []
  for (const { name, statements } of namedSteps(sets)) {
    if (recorded?.has(name) === true) continue
    for (const statement of statements({ schema })) await client.query(statement)
    await client.query(recordStatement(schema, name))
    applied.push(name)
  }
  return applied
}
