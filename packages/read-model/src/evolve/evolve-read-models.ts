import { SchemaError, type ReadModelDefinition } from '@uno-ts/types'
import { CompiledQuery, sql } from 'kysely'
import { translateError } from '../error/translate-error.ts'
import type { AnyKysely } from '../repository/any-kysely.ts'
import { createTableStatements } from '../table/create-table-statements.ts'
import { quoted } from '../table/identifier.ts'
import { tableChanges, type RefusedChange } from './table-changes.ts'
import { tableShape } from './table-shape.ts'

/** Where the tables of read models are. */
export interface EvolveOptions {
  /** The schema that holds the tables; created when it is missing. Default `uno`. */
  readonly schema?: string | undefined
}

/** What brings the tables of read models to their definitions. */
export interface ReadModelChanges {
  /** Creates and adds, in order; nothing is lost by it. */
  readonly statements: readonly string[]
  /** What differs besides, and is left to somebody's decision. */
  readonly refused: readonly RefusedChange[]
}

/**
 * Prints what {@link evolveReadModels} would do, and does nothing.
 *
 * @example
 * ```ts
 * import { readModelChanges } from '@uno-ts/read-model'
 * import type { ReadModelDefinition } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 *
 * export async function print(db: Kysely<unknown>, models: readonly ReadModelDefinition[]): Promise<string> {
 *   const { statements, refused } = await readModelChanges(db, models)
 *   return [...statements, ...refused.map(({ problem }) => `-- ${problem}`)].join(';\n')
 * }
 * ```
 */
export async function readModelChanges(
  db: AnyKysely,
  models: readonly ReadModelDefinition[],
  { schema = 'uno' }: EvolveOptions = {},
): Promise<ReadModelChanges> {
  const plain = db.withoutPlugins() // a plugin that renames columns would rename those of the catalog
  const context = { schema: quoted(schema) }
  const statements: string[] = []
  const refused: RefusedChange[] = []
  for (const model of models) {
    const shape = await tableShape(plain, { schema, table: model.name })
    if (shape === undefined) statements.push(...createTableStatements(model, context))
    else {
      const changes = tableChanges(model, shape, context)
      statements.push(...changes.statements)
      refused.push(...changes.refused)
    }
  }
  return { statements, refused }
}

/**
 * Creates the tables of read models and adds what they lack: tables, columns, indexes, search. All in one transaction
 * under one lock, so many processes may start at once.
 *
 * What could lose data is never done: a column that is no longer defined, another type, nulls where none may be. It
 * is refused with the statements to run.
 *
 * @returns the statements that ran; none when everything was there
 * @throws SchemaError naming what was refused and the statements to run: nothing was changed, in no table
 * @example
 * ```ts
 * import { evolveReadModels } from '@uno-ts/read-model'
 * import type { ReadModelDefinition } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 *
 * export async function prepare(db: Kysely<unknown>, models: readonly ReadModelDefinition[]): Promise<void> {
 *   await evolveReadModels(db, models)
 * }
 * ```
 */
export async function evolveReadModels(
  db: AnyKysely,
  models: readonly ReadModelDefinition[],
  { schema = 'uno' }: EvolveOptions = {},
): Promise<readonly string[]> {
  try {
    return await db.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`uno-ts read models ${schema}`}, 0))`.execute(
        transaction,
      )
      await createSchema(transaction, schema)
      const { statements, refused } = await readModelChanges(transaction, models, { schema })
      if (refused.length > 0) throw new SchemaError(refusal(refused))
      for (const statement of statements) await transaction.executeQuery(CompiledQuery.raw(statement))
      return statements
    })
  } catch (error) {
    throw translateError(error, models.map(({ name }) => name).join(', '))
  }
}

/**
 * `if not exists` alone may fail: a session can still believe that there is no such schema when another has committed it and
 * let go of our lock. It learns better when it reads the catalog.
 */
async function createSchema(db: AnyKysely, schema: string): Promise<void> {
  const known = await sql`select from pg_namespace where nspname = ${schema}`.execute(db)
  if (known.rows.length === 0) await sql`create schema if not exists ${sql.id(schema)}`.execute(db)
}

function refusal(refused: readonly RefusedChange[]): string {
  const lines = refused.map(
    ({ model, problem, statements }) =>
      `${model}: ${problem}; run ${statements.map((one) => `\`${one}\``).join(', ')}`,
  )
  return `tables differ from their definitions in what is not changed by itself:\n${lines.join('\n')}`
}
