import { createDatabase, type TestDatabase } from '@uno-ts/testing'
import { describeReadModelRepository } from '@uno-ts/testing/conformance'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { createProducts, productSubject } from '../../test/product-subject.ts'

describe.each(inject('postgresServers'))('PostgresReadModelRepository on $name', ({ url }) => {
  let database: TestDatabase
  let db: Kysely<unknown>
  let pool: Pool

  beforeAll(async () => {
    database = await createDatabase(url)
    pool = new Pool({ connectionString: database.url, max: 4 })
    db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
    await createProducts(db)
  })
  afterAll(async () => {
    await pool.end()
    await database.drop()
  })

  describeReadModelRepository('a repository', () => productSubject(db), ['transactions'])
  describeReadModelRepository('a repository with a pool', () => productSubject(db, pool), ['transactions'])
})
