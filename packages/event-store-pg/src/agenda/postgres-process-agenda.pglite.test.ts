import { embedded, type EmbeddedDatabase } from '@uno-ts/embedded'
import { describeProcessAgenda } from '@uno-ts/testing/conformance'
import { afterAll, beforeAll } from 'vitest'
import { processAgendaSubject } from '../../test/process-agenda-subject.ts'
import { eventStoreMigrations } from '../migrations.ts'
import { migrate } from '../schema/migrate.ts'

let database: EmbeddedDatabase

beforeAll(async () => {
  database = await embedded()
  await migrate(database.pool, [eventStoreMigrations])
})
afterAll(() => database.close())

describeProcessAgenda(
  'PostgresProcessAgenda on the embedded database',
  () => processAgendaSubject(database.pool),
  [],
)
