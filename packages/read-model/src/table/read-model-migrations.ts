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
  return statement.replace(/^create (table|index|unique index) /, 'create $1 if not exists ')
}
