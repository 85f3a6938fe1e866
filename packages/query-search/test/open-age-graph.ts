import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { CapabilityProbe } from '../src/capability/capability-probe.ts'
import { AGEGraphService } from '../src/graph/age/age-graph-service.ts'
import { AGEGraphTarget } from '../src/graph/age/age-graph-target.ts'
import type { OpenGraph } from './graph-cases.ts'
import { social } from './social-graph.ts'

/** The social graph in AGE. */
export async function openAgeGraph(
  pool: Pool,
  close: () => Promise<void>,
): Promise<OpenGraph & { readonly service: AGEGraphService<typeof social> }> {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const capabilities = new CapabilityProbe({ db })
  const service = new AGEGraphService({ graph: social, db, pool, capabilities })
  await service.prepare()
  return {
    db,
    engine: 'age',
    service,
    target: new AGEGraphTarget({ graph: social }),
    prepare: (tenant) => service.prepare({ tenant }),
    close,
  }
}
