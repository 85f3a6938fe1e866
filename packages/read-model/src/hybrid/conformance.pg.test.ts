import { createDatabase, type TestDatabase } from '@uno-ts/testing'
import { describeHybridRepository, productModel } from '@uno-ts/testing/conformance'
import { globalPosition } from '@uno-ts/types'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import {
  createHybrid,
  emptyHybrid,
  hybridOnPostgres,
  productsProjection,
  setCheckpoint,
} from '../../test/hybrid-on-postgres.ts'
import { PostgresModelSource } from './postgres-model-source.ts'

describe.each(inject('postgresServers'))('on $name', ({ url }) => {
  let database: TestDatabase
  let db: Kysely<unknown>

  beforeAll(async () => {
    database = await createDatabase(url)
    const pool = new Pool({ connectionString: database.url, max: 4 })
    db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
    await createHybrid(db)
  })
  afterAll(async () => {
    await db.destroy()
    await database.drop()
  })
  beforeEach(() => emptyHybrid(db))

  describeHybridRepository('HybridReadModelRepository before PostgreSQL', () => hybridOnPostgres(db), [
    'checkpoints',
  ])

  describe('rows with the checkpoint they were read at', () => {
    const read = (slices?: number) => {
      const projection = { ...productsProjection, slices }
      return new PostgresModelSource({ db, model: productModel, projection }).read(['a'])
    }

    it('have none before every slice has begun, and then the least', async () => {
      expect(await read(2)).toEqual({ rows: [undefined], checkpoint: undefined })
      await setCheckpoint(db, globalPosition(9))
      expect((await read(2)).checkpoint).toBeUndefined()
      await setCheckpoint(db, globalPosition(7), 1)
      expect((await read(2)).checkpoint).toBe(7n)
    })

    it('are told apart from those of other versions', async () => {
      await sql`insert into uno.projection_checkpoints
        values ('default', ${productsProjection.id}, 1, 0, 100)`.execute(db)
      expect((await read()).checkpoint).toBeUndefined()
    })
  })
})
