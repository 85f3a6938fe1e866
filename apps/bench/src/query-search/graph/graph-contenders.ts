import {
  AGEGraphService,
  AGEGraphTarget,
  CapabilityProbe,
  installExtensions,
  SqlGraphService,
  SqlGraphTarget,
} from '@uno-ts/query-search'
import { graphMigrations } from '@uno-ts/query-search/migrations'
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { sampleGraph, sampleLinks, type GraphSize } from './sample-graph.ts'

/** A node that was reached, and in how many hops. */
export type Reached = readonly [key: string, hops: number]

/** Somebody who tells what is at most two hops away. */
export interface GraphContender {
  readonly name: string
  /** Loads the sample, and gives what answers. */
  open(pool: Pool, size: GraphSize): Promise<(key: string) => Promise<readonly Reached[]>>
}

const apply = async (
  pool: Pool,
  size: GraphSize,
  target: SqlGraphTarget<typeof sampleGraph> | AGEGraphTarget<typeof sampleGraph>,
): Promise<Kysely<unknown>> => {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const changes = sampleLinks(size).map((ends) => ({ type: 'upsertEdge', edge: 'LINKS', ...ends }) as const)
  await db.transaction().execute((tx) => target.apply(changes, { tx }))
  return db
}

const question = (key: string) => ({ type: 'reachable', from: { label: 'Item', key }, depth: 2 }) as const

/** The package's own tables. */
export const unoTsGraph: GraphContender = {
  name: 'uno-ts',
  async open(pool, size) {
    await pool.query('create schema if not exists uno')
    for (const step of graphMigrations([sampleGraph]).steps) {
      for (const statement of step.statements({ schema: '"uno"' })) await pool.query(statement)
    }
    const db = await apply(pool, size, new SqlGraphTarget({ graph: sampleGraph }))
    const graph = new SqlGraphService({ graph: sampleGraph, db, pool })
    return async (key) => {
      const { nodes } = await graph.graphQuery(question(key))
      return nodes.map((node) => [node.key, node.depth])
    }
  },
}

/** The package on AGE. */
export const unoTsAge: GraphContender = {
  name: 'uno-ts on AGE',
  async open(pool, size) {
    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
    await installExtensions(db, ['age'])
    const capabilities = new CapabilityProbe({ db })
    const graph = new AGEGraphService({ graph: sampleGraph, db, pool, capabilities })
    await graph.prepare()
    await apply(pool, size, new AGEGraphTarget({ graph: sampleGraph }))
    return async (key) => {
      const { nodes } = await graph.graphQuery(question(key))
      return nodes.map((node) => [node.key, node.depth])
    }
  },
}

/** A recursive statement over a table of two columns, prepared, through `pg`. */
export const cteByHand: GraphContender = {
  name: 'recursive CTE by hand',
  async open(pool, size) {
    await pool.query('create table links (source text, target text, primary key (source, target))')
    const links = sampleLinks(size)
    await pool.query('insert into links select * from unnest($1::text[], $2::text[])', [
      links.map(({ from }) => from),
      links.map(({ to }) => to),
    ])
    return async (key) => {
      const { rows } = await pool.query<{ readonly key: string; readonly hops: number }>({
        name: 'two hops',
        text: `with recursive reached (key, hops) as (
            select $1::text, 0
            union
            select target, hops + 1 from reached join links on source = key where hops < 2
          )
          select key, min(hops) as hops from reached group by key having min(hops) > 0 order by hops, key`,
        values: [key],
      })
      return rows.map((row) => [row.key, row.hops])
    }
  },
}

/** Cypher of fixed length, prepared with a parameter, on the graph that {@link unoTsAge} has loaded. */
export const cypherByHand: GraphContender = {
  name: 'prepared Cypher by hand',
  async open(pool) {
    // One after the other needs one connection only, which keeps this.
    await pool.query(`select set_config('search_path', 'ag_catalog, public', false), '1'::ag_catalog.agtype`)
    return async (key) => {
      const { rows } = await pool.query<{ readonly key: string; readonly hops: string }>({
        name: 'two hops in Cypher',
        text: `select * from ag_catalog.cypher('uno_bench', $cypher$
            MATCH (a:Item)-[:LINKS]->(b:Item) WHERE a.key = $key RETURN b.key, 1
            UNION
            MATCH (a:Item)-[:LINKS]->(:Item)-[:LINKS]->(c:Item) WHERE a.key = $key RETURN c.key, 2
          $cypher$, $1) as (key ag_catalog.agtype, hops ag_catalog.agtype)`,
        values: [JSON.stringify({ key })],
      })
      const hops = new Map<string, number>()
      for (const row of rows) {
        const found = JSON.parse(row.key) as string
        const known = hops.get(found) ?? Number.POSITIVE_INFINITY
        if (found !== key) hops.set(found, Math.min(known, Number(row.hops)))
      }
      return [...hops].toSorted(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
    }
  },
}
