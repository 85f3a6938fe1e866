import { embedded } from '@uno-ts/embedded'
import { describeReadModelRepository } from '@uno-ts/testing/conformance'
import { Kysely, PostgresDialect } from 'kysely'
import { afterAll } from 'vitest'
import { createProducts, productSubject } from '../../test/product-subject.ts'

const database = await embedded()
const { pool } = database
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
await createProducts(db)

afterAll(() => database.close())

describeReadModelRepository(
  'PostgresReadModelRepository on the embedded database',
  () => productSubject(db, pool),
  ['transactions'],
)
