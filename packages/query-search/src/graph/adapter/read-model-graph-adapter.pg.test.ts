import { createDatabase, InMemoryReadModelRepository } from '@uno-ts/testing'
import type { ReadModelDefinition } from '@uno-ts/types'
import { Pool } from 'pg'
import { afterAll, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { openSqlGraph } from '../../../test/open-sql-graph.ts'
import { ReadModelGraphAdapter } from './read-model-graph-adapter.ts'

const person = z.object({ name: z.string(), writesTo: z.array(z.string()) })
const model: ReadModelDefinition<'people', typeof person, 'name'> = {
  name: 'people',
  schema: person,
  key: 'name',
  columns: {},
  indexes: [],
}

it('makes a graph of the rows of a read model, and rows of its answers', async () => {
  const database = await createDatabase(inject('postgresUrl'))
  const pool = new Pool({ connectionString: database.url })
  const graph = await openSqlGraph(pool, async () => {
    await pool.end()
    await database.drop()
  })
  afterAll(() => graph.close())
  const { db, target, service } = graph
  const repository = new InMemoryReadModelRepository<z.output<typeof person>>({ model })
  const adapter = new ReadModelGraphAdapter({
    db,
    target,
    repository,
    batchSize: 2,
    toGraph: ({ name, writesTo }) => [
      { type: 'upsertNode' as const, node: { label: 'Person' as const, key: name } },
      ...writesTo.map((to) => ({ type: 'upsertEdge' as const, edge: 'WROTE_TO' as const, from: name, to })),
    ],
  })
  const row = (name: string, ...writesTo: readonly string[]) => ({ name, writesTo: [...writesTo] })
  await repository.saveMany([row('ann', 'bob'), row('bob', 'cy', 'ghost'), row('cy'), row('dan'), row('eve')])
  expect(await adapter.rebuild()).toEqual({ rows: 5 })

  const from = { label: 'Person', key: 'ann' } as const
  const { nodes } = await service.graphQuery({ type: 'reachable', from, depth: 2 })
  expect(await adapter.rowsOf(nodes)).toEqual([row('bob', 'cy', 'ghost'), row('cy')])

  await db.transaction().execute((tx) => adapter.save([row('ann', 'eve')], { tx }))
  const { neighbours } = await service.graphQuery({ type: 'neighbours', of: from })
  expect(neighbours.map(({ node }) => node.key)).toEqual(['bob', 'eve'])
  await adapter.rebuild()
  expect((await service.graphQuery({ type: 'neighbours', of: from })).neighbours.length).toBe(1)
})
