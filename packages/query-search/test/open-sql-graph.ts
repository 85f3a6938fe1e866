import { Kysely, PostgresDialect, sql } from 'kysely'
import type { Pool } from 'pg'
import { SqlGraphTarget } from '../src/graph/change/sql-graph-target.ts'
import type { GraphDefinition } from '../src/graph/define/graph-definition.ts'
import { SqlGraphService } from '../src/graph/sql-graph-service.ts'
import { graphMigrations } from '../src/graph/table/graph-migrations.ts'
import type { OpenGraph } from './graph-cases.ts'
import { social } from './social-graph.ts'

/** The social graph in tables of its own. */
export async function openSqlGraph(pool: Pool, close: () => Promise<void>): Promise<OpenGraph> {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  await makeGraphTables(db, social)
  return {
    db,
    engine: 'relational',
    service: new SqlGraphService({ graph: social, db, pool }),
    target: new SqlGraphTarget({ graph: social }),
    prepare: () => Promise.resolve(),
    close,
  }
}

/** Makes the tables of a graph. */
export async function makeGraphTables(db: Kysely<unknown>, graph: GraphDefinition): Promise<void> {
  await sql`create schema if not exists uno`.execute(db)
  for (const step of graphMigrations([graph]).steps) {
    for (const statement of step.statements({ schema: '"uno"' })) await sql.raw(statement).execute(db)
  }
}
