import type {
  Criteria,
  EmbeddingModel,
  EmbeddingProvider,
  MigrationSet,
  ReadModelDefinition,
} from '@uno-ts/types'
import { Kysely, PostgresDialect, sql, type SqlBool } from 'kysely'
import type { Pool } from 'pg'
import { z } from 'zod'
import { vectorMigrations } from '../src/vector/vector-migrations.ts'
import { VectorIndex } from '../src/vector/vector-index.ts'
import type { VectorIndexOptions } from '../src/vector/vector-index-options.ts'

const schema = z.object({ code: z.string(), name: z.string().nullable(), units: z.int(), detail: z.json() })

/** A product of the shop the tests ask. */
export type Product = z.output<typeof schema>

export const productModel: ReadModelDefinition<'products', typeof schema, 'code'> = {
  name: 'products',
  schema,
  key: 'code',
  columns: {
    code: { type: 'text' },
    name: { type: 'text', nullable: true },
    units: { type: 'integer' },
  },
  indexes: [],
}

/** A table of products with nothing in it, and what asks it. */
export interface VectorShop {
  readonly db: Kysely<unknown>
  /** An index of its own name over the products. */
  index(
    name: string,
    embedding: EmbeddingProvider | EmbeddingModel,
    options?: Partial<VectorIndexOptions<Product>>,
  ): VectorIndex<Product>
  /** Inserts or replaces products by their codes. */
  put(products: readonly Partial<Product>[], tenant?: string): Promise<void>
  delete(codes: readonly string[]): Promise<void>
}

export async function openVectorShop(pool: Pool, { extension = true } = {}): Promise<VectorShop> {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  await pool.query('create schema if not exists uno')
  if (extension) await pool.query('create extension if not exists vector')
  await pool.query(`create table uno.products (
    tenant_id text collate "C" not null, code text collate "C" not null, name text collate "C",
    text text default 'not embedded', hash text, units bigint not null, document jsonb not null, primary key (tenant_id, code))`)
  await runMigrations(pool, vectorMigrations)
  const repository: VectorIndexOptions<Product>['repository'] = {
    async getMany(ids, { tenant = 'default' } = {}) {
      const { rows } = await pool.query<Product>(
        `select code, name, cast(units as integer) as units, document->'detail' as detail
         from uno.products where tenant_id = $1 and code = any($2)`,
        [tenant, ids],
      )
      return ids.map((id) => rows.find(({ code }) => code === id))
    },
  }
  return {
    db,
    index: (name, embedding, options) =>
      new VectorIndex({
        db,
        model: productModel,
        repository,
        compiler,
        embedding,
        name,
        fields: ['name'],
        ...options,
      }),
    async put(products, tenant = 'default') {
      const rows = products.map((product) => ({ code: '', name: null, units: 1, detail: null, ...product }))
      await pool.query(
        `insert into uno.products (tenant_id, code, name, units, document) select $1, r.code, r.name, r.units, jsonb_build_object('detail', r.detail)
         from json_to_recordset($2) as r(code text, name text, units bigint, detail jsonb)
         on conflict (tenant_id, code) do update
         set name = excluded.name, units = excluded.units, document = excluded.document`,
        [tenant, JSON.stringify(rows)],
      )
    },
    async delete(codes) {
      await pool.query('delete from uno.products where code = any($1)', [codes])
    },
  }
}

async function runMigrations(pool: Pool, { steps }: MigrationSet): Promise<void> {
  for (const step of steps) {
    for (const statement of step.statements({ schema: 'uno' })) await pool.query(statement)
  }
}

/** Knows what the tests ask: whether a number is below another one. */
const compiler = {
  where(_model: unknown, criteria: Criteria) {
    if (criteria.op !== 'lt') throw new RangeError(`the tests ask for lt, found ${criteria.op}`)
    return sql<SqlBool>`${sql.ref(criteria.field)} < ${criteria.value}`
  },
}

/** `units` below a number. */
export const unitsBelow = (value: number): Criteria => ({ op: 'lt', field: 'units', value })
