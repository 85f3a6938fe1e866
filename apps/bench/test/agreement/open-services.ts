import {
  AGEGraphService,
  AGEGraphTarget,
  CapabilityProbe,
  defineGraph,
  EnhancedQueryService,
  FullTextSearch,
  HybridSearch,
  SqlGraphService,
  SqlGraphTarget,
  VectorIndex,
  type QueryMetricsRecorder,
} from '@uno-ts/query-search'
import { graphMigrations, vectorMigrations } from '@uno-ts/query-search/migrations'
import {
  createTableStatements,
  KyselyCriteriaCompiler,
  PostgresReadModelRepository,
} from '@uno-ts/read-model'
import {
  searchedProductModel as model,
  type Product,
  type QueryServiceSubject,
} from '@uno-ts/testing/conformance'
import { migrate } from '@uno-ts/event-store-pg'
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'

const goods = defineGraph({
  name: 'conformance_goods',
  nodes: { Product: {} },
  edges: { GOES_WITH: { from: 'Product', to: 'Product', undirected: true } },
})

/** What the services are made with. */
export interface OpenServicesOptions {
  /** Where the graph is kept. Default: in tables of its own. */
  readonly graph?: 'relational' | 'age' | undefined
  readonly metrics?: QueryMetricsRecorder | undefined
}

/** Makes the tables of the suite, and gives services over them, each without rows. */
export async function openServices(
  pool: Pool,
  { graph: engine = 'relational', metrics }: OpenServicesOptions = {},
): Promise<() => Promise<QueryServiceSubject>> {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  await migrate(pool, [graphMigrations([goods]), vectorMigrations])
  for (const statement of createTableStatements(model, { schema: '"uno"' })) await pool.query(statement)
  const { graph, target } = await openGraph(db, engine)
  return async () => {
    await pool.query('truncate uno.conformance_searched_products')
    await db.transaction().execute((tx) => target.clear({ tx }))
    const repository = new PostgresReadModelRepository({ db, pool, model })
    const parts = { repository, db, pool, model, compiler: new KyselyCriteriaCompiler() }
    const vectors = new VectorIndex<Product>({
      ...parts,
      metrics,
      embedding: { model: 'given', dimensions: 3 },
    })
    const text = new FullTextSearch<Product>(parts)
    const hybrid = new HybridSearch<Product, Record<string, unknown>>({
      ...parts,
      sources: { text: text.candidates, vector: vectors.candidates },
    })
    return {
      repository,
      vectors,
      service: new EnhancedQueryService({ ...parts, metrics, text, graph, hybrid }),
      connect: (from, to, weight) =>
        db
          .transaction()
          .execute((tx) =>
            target.apply([{ type: 'upsertEdge', edge: 'GOES_WITH', from, to, weight }], { tx }),
          ),
      dispose: () => undefined,
    }
  }
}

async function openGraph(db: Kysely<unknown>, engine: 'relational' | 'age') {
  if (engine === 'relational') {
    return { graph: new SqlGraphService({ graph: goods, db }), target: new SqlGraphTarget({ graph: goods }) }
  }
  const graph = new AGEGraphService({ graph: goods, db, capabilities: new CapabilityProbe({ db }) })
  await graph.prepare()
  return { graph, target: new AGEGraphTarget({ graph: goods }) }
}
