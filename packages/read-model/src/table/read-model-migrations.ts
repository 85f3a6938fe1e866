import type { MigrationSet, MigrationStep, ReadModelDefinition } from '@uno-ts/types'
import { createTableStatements } from './create-table-statements.ts'

/**
 * The tables of an application's read models, for the event store's `migrate`: one step a model. It creates them;
 * `evolveReadModels` also adds what a changed definition asks for.
 *
 * @param models - in any order; each name once
 * @example
 * ```ts
 * import { defineReadModel } from '@uno-ts/read-model'
 * import { readModelMigrations } from '@uno-ts/read-model/migrations'
 * import { z } from 'zod'
 *
 * const countries = defineReadModel({ name: 'countries', schema: z.object({ code: z.string() }), key: 'code' })
 *
 * export const migrations = readModelMigrations([countries])
 * ```
 */
export function readModelMigrations(models: readonly ReadModelDefinition[]): MigrationSet {
  const steps = models.map((model): MigrationStep => ({
    name: `${model.name}-001`,
    statements: (context) => createTableStatements(model, context).map(unlessThere),
  }))
  return { name: 'read-models', steps: steps.toSorted((a, b) => (a.name < b.name ? -1 : 1)) }
}

/** `evolveReadModels` may have been there before. */
function unlessThere(statement: string): string {
  const [, table, column] = /^comment on column (.+)\.(\w+) is /.exec(statement) ?? []
  if (table !== undefined && column !== undefined) return unlessMarked(statement, { table, column })
  return statement.replace(/^create (table|index|unique index) /, 'create $1 if not exists ')
}

/** A mark that is there tells of the column as it is, which may be that of an older definition. */
function unlessMarked(
  statement: string,
  { table, column }: { readonly table: string; readonly column: string },
): string {
  return `do $mark$
begin
  if not exists (
    select from pg_attribute a where a.attrelid = '${table}'::regclass and a.attname = '${column}'
      and col_description(a.attrelid, a.attnum) is not null
  ) then ${statement}; end if;
end $mark$`
}
