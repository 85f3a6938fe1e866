import { createDatabase, ManualClock, type TestDatabase } from '@uno-ts/testing'
import {
  describeHybridRepository,
  productModel,
  watchedRepository,
  type HybridSubject,
} from '@uno-ts/testing/conformance'
import { globalPosition, projectionId, type GlobalPosition } from '@uno-ts/types'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { createProducts } from '../../test/product-subject.ts'
import { MemoryCache } from '../cache/memory-cache.ts'
import { PostgresReadModelRepository } from '../repository/postgres-read-model-repository.ts'
import { HybridReadModelRepository } from './hybrid-read-model-repository.ts'
import { PostgresModelSource } from './postgres-model-source.ts'

let database: TestDatabase
let db: Kysely<unknown>

beforeAll(async () => {
  database = await createDatabase(inject('postgresUrl'))
  const pool = new Pool({ connectionString: database.url, max: 4 })
  db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  await createProducts(db)
  // As much of the table of projections as is read here.
  await sql`create table uno.projection_checkpoints (
    tenant_id text, projection_id text, version integer, slice integer, position bigint
  )`.execute(db)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})
beforeEach(async () => {
  await sql`truncate uno.conformance_products, uno.projection_checkpoints`.execute(db)
})

const id = projectionId('products')

async function setCheckpoint(position: GlobalPosition, slice = 0): Promise<void> {
  await sql`delete from uno.projection_checkpoints where slice = ${slice}`.execute(db)
  await sql`insert into uno.projection_checkpoints values ('default', ${id}, 2, ${slice}, ${position.toString()})`.execute(
    db,
  )
}

async function subject(): Promise<HybridSubject> {
  const clock = new ManualClock()
  const maxStalenessMs = 30_000
  const truth = watchedRepository(new PostgresReadModelRepository({ db, model: productModel }))
  const source = new PostgresModelSource({ db, model: productModel, projection: { id, version: 2 } })
  const repository = new HybridReadModelRepository({
    repository: truth.repository,
    source: { read: (ids, options) => truth.read(() => source.read(ids, options)) },
    cache: new MemoryCache({ clock }),
    model: productModel,
    maxStalenessMs,
    clock,
  })
  return { repository, truth, clock, maxStalenessMs, setCheckpoint, dispose: () => undefined }
}

describeHybridRepository('HybridReadModelRepository before PostgreSQL', subject, ['checkpoints'])

describe('rows with the checkpoint they were read at', () => {
  const read = (slices?: number) =>
    new PostgresModelSource({ db, model: productModel, projection: { id, version: 2, slices } }).read(['a'])

  it('have none before every slice has begun, and then the least', async () => {
    expect(await read(2)).toEqual({ rows: [undefined], checkpoint: undefined })
    await setCheckpoint(globalPosition(9))
    expect((await read(2)).checkpoint).toBeUndefined()
    await setCheckpoint(globalPosition(7), 1)
    expect((await read(2)).checkpoint).toBe(7n)
  })

  it('are told apart from those of other versions', async () => {
    await sql`insert into uno.projection_checkpoints values ('default', ${id}, 1, 0, 100)`.execute(db)
    expect((await read()).checkpoint).toBeUndefined()
  })
})
