import { ManualClock } from '@uno-ts/testing'
import { productModel, watchedRepository, type HybridSubject } from '@uno-ts/testing/conformance'
import { projectionId, type GlobalPosition } from '@uno-ts/types'
import { sql, type Kysely } from 'kysely'
import { MemoryCache } from '../src/cache/memory-cache.ts'
import { HybridReadModelRepository } from '../src/hybrid/hybrid-read-model-repository.ts'
import { PostgresModelSource } from '../src/hybrid/postgres-model-source.ts'
import { PostgresReadModelRepository } from '../src/repository/postgres-read-model-repository.ts'
import { createProducts } from './product-subject.ts'

/** The projection that is said to keep the products. */
export const productsProjection = { id: projectionId('products'), version: 2 }

/** Makes the table of the conformance suite, and as much of the table of projections as is read here. */
export async function createHybrid(db: Kysely<unknown>): Promise<void> {
  await createProducts(db)
  await sql`create table uno.projection_checkpoints (
    tenant_id text, projection_id text, version integer, slice integer, position bigint
  )`.execute(db)
}

/** Empties both tables. */
export async function emptyHybrid(db: Kysely<unknown>): Promise<void> {
  await sql`truncate uno.conformance_products, uno.projection_checkpoints`.execute(db)
}

/** Moves the checkpoint of one slice. */
export async function setCheckpoint(db: Kysely<unknown>, position: GlobalPosition, slice = 0): Promise<void> {
  const { id, version } = productsProjection
  await sql`delete from uno.projection_checkpoints where slice = ${slice}`.execute(db)
  await sql`insert into uno.projection_checkpoints
    values ('default', ${id}, ${version}, ${slice}, ${position.toString()})`.execute(db)
}

/** For `describeHybridRepository`: before PostgreSQL, with the checkpoints of a projection. */
export async function hybridOnPostgres(db: Kysely<unknown>): Promise<HybridSubject> {
  await emptyHybrid(db)
  const clock = new ManualClock()
  const maxStalenessMs = 30_000
  const truth = watchedRepository(new PostgresReadModelRepository({ db, model: productModel }))
  const source = new PostgresModelSource({ db, model: productModel, projection: productsProjection })
  const repository = new HybridReadModelRepository({
    repository: truth.repository,
    source: { read: (ids, options) => truth.read(() => source.read(ids, options)) },
    cache: new MemoryCache({ clock }),
    model: productModel,
    maxStalenessMs,
    clock,
  })
  return {
    repository,
    truth,
    clock,
    maxStalenessMs,
    setCheckpoint: (position) => setCheckpoint(db, position),
    dispose: () => undefined,
  }
}
