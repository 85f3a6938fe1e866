import { InvalidArgumentError, SchemaError, type MigrationSet } from '@uno-ts/types'
import type { Pool, PoolClient } from 'pg'
import { translateError } from '../error/translate-error.ts'
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
  const client = await pool.connect().catch((error: unknown) => {
    throw translateError(error)
  })
  try {
    await client.query('begin')
    await client.query("select pg_advisory_xact_lock(hashtext('uno-ts migrations'), hashtext($1))", [schema])
    const applied = await applySteps(client, sets, schema)
    await client.query('commit')
    return { applied }
  } catch (error) {
    await client.query('rollback').catch(() => undefined) // the first error is the one to tell
    throw translateError(error)
  } finally {
    client.release()
  }
}

async function applySteps(
  client: PoolClient,
  sets: readonly MigrationSet[],
  schema: string,
): Promise<string[]> {
  // "if not exists" prints a notice on every start when the table is there; asking first keeps logs quiet.
  const there = await client.query('select to_regclass($1) is not null as there', [`${schema}.migrations`])
  if (there.rows[0]?.there !== true) {
    await client.query(`create schema if not exists ${schema}`)
    await client.query(
      `create table ${schema}.migrations (name text primary key, applied_at timestamptz not null default now())`,
    )
  }
  const known = await client.query<{ name: string }>(`select name from ${schema}.migrations`)
  const done = new Set(known.rows.map((row) => row.name))
  refuseNewerDatabase(done, sets)

  const applied: string[] = []
  for (const set of sets) {
    for (const step of set.steps) {
      const name = `${set.name}/${step.name}`
      if (done.has(name)) continue
      for (const statement of step.statements({ schema })) await client.query(statement)
      await client.query(`insert into ${schema}.migrations (name) values ($1)`, [name])
      applied.push(name)
    }
  }
  return applied
}

function refuseNewerDatabase(done: ReadonlySet<string>, sets: readonly MigrationSet[]): void {
  for (const set of sets) {
    const steps = new Set(set.steps.map((step) => `${set.name}/${step.name}`))
    const unknown = [...done].find((name) => name.startsWith(`${set.name}/`) && !steps.has(name))
    if (unknown !== undefined) {
      throw new SchemaError(
        `the database has migration "${unknown}", which this version does not know: it is newer`,
      )
    }
  }
}

function checkSets(sets: readonly MigrationSet[]): void {
  if (new Set(sets.map((set) => set.name)).size !== sets.length) {
    throw new InvalidArgumentError('each migration set may be given once: two have the same name')
  }
  for (const set of sets) {
    const names = set.steps.map((step) => step.name)
    if (names.some((name, index) => index > 0 && name <= (names[index - 1] ?? ''))) {
      throw new InvalidArgumentError(
        `the steps of "${set.name}" must ascend by name, found ${names.join(', ')}`,
      )
    }
  }
}
