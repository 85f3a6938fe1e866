import { embedded } from '@uno-ts/embedded'
import { describeHybridRepository, describeReadModelRepository } from '@uno-ts/testing/conformance'
import { Kysely, PostgresDialect } from 'kysely'
import { afterAll } from 'vitest'
import { createHybrid, hybridOnPostgres } from '../../test/hybrid-on-postgres.ts'
import { productSubject } from '../../test/product-subject.ts'

// One database for both: it takes seconds to start.
const database = await embedded()
const { pool } = database
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
await createHybrid(db)

afterAll(() => database.close())

describeReadModelRepository(
  'PostgresReadModelRepository on the embedded database',
  () => productSubject(db, pool),
  ['transactions'],
)

describeHybridRepository(
  'HybridReadModelRepository before the embedded database',
  () => hybridOnPostgres(db),
  ['checkpoints'],
)
