import { embedded, type EmbeddedDatabase } from '@uno-ts/embedded'
import { describeIdempotencyStore } from '@uno-ts/testing/conformance'
import { afterAll, beforeAll } from 'vitest'
import { idempotencySubject } from '../../test/idempotency-subject.ts'
import { eventStoreMigrations } from '../migrations.ts'
import { migrate } from '../schema/migrate.ts'

let database: EmbeddedDatabase

beforeAll(async () => {
  database = await embedded()
  await migrate(database.pool, [eventStoreMigrations])
})
afterAll(() => database.close())

describeIdempotencyStore(
  'PostgresIdempotencyStore on the embedded database',
  () => idempotencySubject(database.pool),
  [],
)
