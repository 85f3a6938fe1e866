import { sql } from 'kysely'
import type { AnyKysely } from '../repository/any-kysely.ts'
import { fittingName } from '../table/identifier.ts'
import type { MaterializedViewDefinition } from './materialized-view.ts'
import { viewTable } from './view-table.ts'

/** The statement that makes a view, its values written out: the database takes no parameters there. */
export function viewStatement(
  db: AnyKysely,
  schema: string,
  { name, query }: MaterializedViewDefinition,
): string {
  return db.withSchema(schema).schema.createView(name).materialized().as(query).compile().sql
}

/** Registers a view; `false` when it was registered before. Whoever is registering it just now is waited for. */
export async function registerView(
  tx: AnyKysely,
  schema: string,
  { name, definition, refreshEveryMs }: RegisteredView,
): Promise<boolean> {
  const { rows } = await sql`
    insert into ${viewTable(schema)} (name, definition, refresh_every_ms, refreshed_at, duration_ms)
    values (${name}, ${definition}, ${refreshEveryMs ?? null}, clock_timestamp(), 0)
    on conflict (name) do nothing
    returning name`.execute(tx)
  return rows.length > 0
}

/** What is known of a view when it is registered. */
export interface RegisteredView {
  readonly name: string
  readonly definition: string
  readonly refreshEveryMs: number | undefined
}

/** Makes the indexes of a view. */
export async function createViewIndexes(
  tx: AnyKysely,
  schema: string,
  { name, uniqueKey, indexes = [] }: MaterializedViewDefinition,
): Promise<void> {
  const ddl = tx.withSchema(schema).schema
  if (uniqueKey !== undefined) {
    const index = ddl.createIndex(fittingName(name, ...uniqueKey, 'key')).unique()
    await index
      .on(name)
      .columns([...uniqueKey])
      .execute()
  }
  for (const columns of indexes) {
    await ddl
      .createIndex(fittingName(name, ...columns, 'idx'))
      .on(name)
      .columns([...columns])
      .execute()
  }
}
