import { SchemaError, type MigrationContext, type MigrationSet, type SqlConnection } from '@uno-ts/types'

/** One step under the name by which it is recorded. */
export interface NamedStep {
  /** `event-store/001-events`. */
  readonly name: string
  readonly statements: (context: MigrationContext) => readonly string[]
}

/** The steps of all sets, in the order in which they run. */
export function namedSteps(sets: readonly MigrationSet[]): readonly NamedStep[] {
  return sets.flatMap((set) =>
    set.steps.map((step) => ({
      name: `${set.name}/${step.name}`,
      statements: (context: MigrationContext) => step.statements(context),
    })),
  )
}

/** Makes whoever migrates one schema wait for each other until the transaction ends. */
export function lockStatement(schema: string): string {
  return `select pg_advisory_xact_lock(hashtext('uno-ts migrations'), hashtext('${schema}'))`
}

/** Makes the schema and the table that records its steps. */
export function bookkeepingStatements(schema: string): readonly string[] {
  return [
    `create schema if not exists ${schema}`,
    `create table if not exists ${schema}.migrations (name text primary key, applied_at timestamptz not null default now())`,
  ]
}

/** Records a step. */
export function recordStatement(schema: string, name: string): string {
  return `insert into ${schema}.migrations (name) values ('${name.replaceAll("'", "''")}')`
}

/** The names of the steps that have run; `undefined` when the schema was never migrated. */
export async function recordedSteps(
  connection: SqlConnection,
  schema: string,
): Promise<ReadonlySet<string> | undefined> {
  // "if not exists" prints a notice on every start when the table is there; asking first keeps logs quiet.
  const there = await connection.query<{ there: boolean }>({
    text: 'select to_regclass($1) is not null as there',
    values: [`${schema}.migrations`],
  })
  if (there.rows[0]?.there !== true) return undefined
  const { rows } = await connection.query<{ name: string }>({
    text: `select name from ${schema}.migrations`,
  })
  return new Set(rows.map((row) => row.name))
}

/** @throws SchemaError when a step was recorded that the sets of this program do not have */
export function refuseNewerDatabase(recorded: ReadonlySet<string>, sets: readonly MigrationSet[]): void {
  for (const set of sets) {
    const steps = new Set(namedSteps([set]).map((step) => step.name))
    const unknown = [...recorded].find((name) => name.startsWith(`${set.name}/`) && !steps.has(name))
    if (unknown !== undefined) {
      throw new SchemaError(
        `the database has migration "${unknown}", which this version does not know: it is newer`,
      )
    }
  }
}
