import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import { describeReadModelRepository } from '@uno-ts/testing/conformance'
import { Kysely, PostgresDialect } from 'kysely'
import { Client, Pool } from 'pg'
import { afterAll } from 'vitest'
import { createProducts, productSubject } from '../../test/product-subject.ts'

/** Each connection a socket of its own: one that has seen an error is not used again. */
class LiteClient extends Client {
  constructor() {
    super(createPgConfig(lite))
  }
}

const lite = await PGlite.create()
// One connection is all there is, and it is never given up.
const pool = new Pool({ Client: LiteClient, max: 1, idleTimeoutMillis: 0 })
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
await createProducts(db)

afterAll(async () => {
  await db.destroy()
  await lite.close()
})

describeReadModelRepository(
  'PostgresReadModelRepository on the embedded database',
  () => productSubject(db),
  ['transactions'],
)
