import type { Pool } from 'pg'
import { projectionMigrations } from '../src/migrations.ts'

/** Makes the tables of projections in an empty database. */
export async function migrateProjections(pool: Pool): Promise<void> {
  await pool.query('create schema uno')
  for (const step of projectionMigrations.steps) {
    for (const statement of step.statements({ schema: '"uno"' })) await pool.query(statement)
  }
}
