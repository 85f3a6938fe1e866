import { sql, type Kysely } from 'kysely'
import { PostgresProjectionRepository } from '../src/projection/postgres-projection-repository.ts'
import { PostgresProjectorConfigurationRepository } from '../src/projection/postgres-projector-configuration-repository.ts'
import { projectionRegistryMigrations } from '../src/projection/registry-migrations.ts'
import type { ProjectionRegistry } from './describe-projection-registry.ts'

/** Makes the tables. */
export async function createRegistry(db: Kysely<unknown>): Promise<void> {
  await sql`create schema uno`.execute(db)
  for (const step of projectionRegistryMigrations.steps) {
    for (const statement of step.statements({ schema: '"uno"' })) await sql.raw(statement).execute(db)
  }
}

/** The repositories over empty tables. */
export async function openRegistry(db: Kysely<unknown>): Promise<ProjectionRegistry> {
  await sql`truncate uno.projections, uno.projector_configurations`.execute(db)
  return {
    projections: new PostgresProjectionRepository({ db }),
    configurations: new PostgresProjectorConfigurationRepository({ db }),
  }
}
