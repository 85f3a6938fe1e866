import { createDatabase } from '@uno-ts/testing'
import type { ReadModelDefinition } from '@uno-ts/types'
import { Kysely, PostgresDialect, sql, type SqlBool } from 'kysely'
import { Pool } from 'pg'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { makeGraphTables } from '../../../test/open-sql-graph.ts'
import { social } from '../../../test/social-graph.ts'
import { SqlGraphTarget } from '../change/sql-graph-target.ts'
import { GraphCandidates, type GraphCandidateRequest } from './graph-candidates.ts'

const database = await createDatabase(inject('postgresUrl'))
const pool = new Pool({ connectionString: database.url })
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const schema = z.object({ key: z.string(), score: z.number() })
const model: ReadModelDefinition = { name: 'people', schema, key: 'key', columns: {}, indexes: [] }
const source = new GraphCandidates({ graph: social, label: 'Person', model })

await makeGraphTables(db, social)
await pool.query('create table uno.people (tenant_id text, key text, score float8)')
await pool.query(
  `insert into uno.people select 'default', name, 1 from unnest(array['ann', 'bob', 'cy', 'dan', 'eve']) name`,
)
const wrote = (from: string, to: string, weight: number) =>
  ({ type: 'upsertEdge', edge: 'WROTE_TO', from, to, weight }) as const
const member = (from: string, to: string) => ({ type: 'upsertEdge', edge: 'MEMBER_OF', from, to }) as const
await db
  .transaction()
  .execute((tx) =>
    new SqlGraphTarget({ graph: social }).apply(
      [
        wrote('ann', 'bob', 3),
        wrote('ann', 'cy', 1),
        wrote('bob', 'dan', 1),
        wrote('cy', 'dan', 1),
        wrote('cy', 'nobody', 3),
        wrote('dan', 'ann', 1),
        member('ann', 'chess'),
        member('ann', 'golf'),
        member('eve', 'chess'),
        member('eve', 'golf'),
        member('cy', 'chess'),
      ],
      { tx },
    ),
  )

async function find(request: GraphCandidateRequest<typeof social>, limit = 10, where = sql<SqlBool>`true`) {
  const select = source.candidates(request, { tenant: 'default', where, limit })
  // As a fusion takes it: among others, in one statement.
  const { rows } = await sql<{
    id: string
    score: number
  }>`with found as (${select}) select * from found`.execute(db)
  return rows.map(({ id, score }) => [id, score])
}

const around = [{ key: 'ann' }]
const edges = ['WROTE_TO'] as const

describe('the neighbourhood of a node, as candidates', () => {
  it('shares out what the node is worth by weight, half with each edge', async () => {
    expect(await find({ around, edges })).toEqual([
      ['bob', 0.375],
      ['cy', 0.125],
    ])
    expect(await find({ around, edges, depth: 2 })).toEqual([
      ['bob', 0.375],
      ['dan', 0.375 * 0.5 + (0.125 / 4) * 0.5],
      ['cy', 0.125],
    ])
  })

  it('adds up what comes from several, each as much as it counts', async () => {
    const both = [{ key: 'bob' }, { key: 'cy', weight: 4 }]
    expect(await find({ around: both, edges })).toEqual([['dan', 0.5 + (4 / 4) * 0.5]])
  })

  it('follows edges that are derived, and both directions', async () => {
    expect(await find({ around, edges: ['MEETS'] })).toEqual([
      ['eve', 1 / 3],
      ['cy', 1 / 6],
    ])
    expect(await find({ around, edges, direction: 'in' })).toEqual([['dan', 0.5]])
  })

  it('keeps to the scope, whatever its columns are called', async () => {
    expect(await find({ around, edges }, 1)).toEqual([['bob', 0.375]])
    expect(await find({ around, edges }, 10, sql`key <> 'bob' and score = 1`)).toEqual([['cy', 0.125]])
    expect(await find({ around: [{ key: "'; --" }], edges })).toEqual([])
  })

  it.each([
    { around: [] },
    { around, depth: 4 },
    { around: [{ key: 'ann', weight: Number.NaN }] },
    { around, edges: ['LIKES' as 'KNOWS'] },
  ])('refuses what cannot be asked: %j', (request) => {
    const scope = { tenant: 'default', where: undefined, limit: 1 }
    expect(() => source.candidates(request, scope)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARGUMENT' }),
    )
  })
})
