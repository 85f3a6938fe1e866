import type { GraphSearch, TenantId } from '@uno-ts/types'
import * as fc from 'fast-check'
import type { Kysely } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { GraphChange } from '../src/graph/change/graph-change.ts'
import type { GraphTarget } from '../src/graph/change/sql-graph-target.ts'
import type { EdgeLabelOf, NodeLabelOf } from '../src/graph/define/graph-definition.ts'
import type { SqlGraphService } from '../src/graph/sql-graph-service.ts'
import { naughtyTexts } from './naughty-texts.ts'
import { ReferenceGraph } from './reference-graph.ts'
import type { social } from './social-graph.ts'

type Social = typeof social
type Change = GraphChange<Social>

/** One engine with the social graph, ready. */
export interface OpenGraph {
  readonly db: Kysely<unknown>
  readonly service: GraphSearch<NodeLabelOf<Social>, EdgeLabelOf<Social>> &
    Pick<SqlGraphService<Social>, 'match'>
  readonly target: GraphTarget<Social>
  readonly engine: 'relational' | 'age'
  /** Makes the place of a tenant's graph, where there is none. */
  prepare(tenant: TenantId): Promise<void>
  close(): Promise<void>
}

const person = fc.constantFrom('ann', 'bob', 'Bob', 'é', '𐐷', '\uffee', 'zed')
const club = fc.constantFrom('ann', 'chess')
const weight = fc.integer({ min: -1, max: 4 })
const ends = fc.oneof(
  fc.record({ edge: fc.constantFrom('WROTE_TO', 'KNOWS'), from: person, to: person }),
  fc.record({ edge: fc.constant('MEMBER_OF'), from: person, to: club }),
) as fc.Arbitrary<{ edge: 'WROTE_TO' | 'KNOWS' | 'MEMBER_OF'; from: string; to: string }>
const node = fc.oneof(
  person.map((key) => ({ label: 'Person' as const, key })),
  club.map((key) => ({ label: 'Club' as const, key })),
)
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 8, arbitrary: ends.map((edge): Change => ({ type: 'upsertEdge', ...edge })) },
  {
    weight: 4,
    arbitrary: fc.tuple(ends, weight).map(([edge, by]): Change => ({ type: 'addWeight', ...edge, by })),
  },
  fc.tuple(ends, weight).map(([edge, set]): Change => ({ type: 'upsertEdge', ...edge, weight: set })),
  ends.map((edge): Change => ({ type: 'removeEdge', ...edge })),
  node.map((removed): Change => ({ type: 'removeNode', node: removed })),
  node.map((made): Change => ({ type: 'upsertNode', node: made })),
)
const steps = fc.record(
  {
    edges: fc.uniqueArray(fc.constantFrom('WROTE_TO', 'KNOWS', 'MEMBER_OF', 'MEETS'), { minLength: 1 }),
    direction: fc.constantFrom('out', 'in', 'both'),
    minWeight: fc.integer({ min: 0, max: 3 }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<{
  edges?: ('WROTE_TO' | 'KNOWS' | 'MEMBER_OF' | 'MEETS')[]
  direction?: 'out' | 'in' | 'both'
  minWeight?: number
}>

/** What every engine does alike. */
export function describeGraph(name: string, open: () => Promise<OpenGraph>, runs = 20): void {
  describe(`a graph on ${name}`, async () => {
    const graph = await open()
    const { db, service, target, engine } = graph
    afterAll(() => graph.close())
    const write = (changes: readonly Change[], tenant?: TenantId) =>
      db.transaction().execute((tx) => target.apply(changes, { tx, tenant }))
    const clear = (tenant?: TenantId) => db.transaction().execute((tx) => target.clear({ tx, tenant }))

    it('answers as lists that are gone through', () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(change, { minLength: 1, maxLength: 14 }), { minLength: 1, maxLength: 3 }),
          node,
          node,
          steps,
          fc.integer({ min: 1, max: 4 }),
          async (batches, from, to, followed, depth) => {
            await clear()
            const reference = new ReferenceGraph()
            for (const batch of batches) {
              await write(batch)
              reference.apply(batch)
            }
            const neighbours = await service.graphQuery({ type: 'neighbours', of: from, ...followed })
            expect(neighbours).toMatchObject({ engine, complete: true })
            expect(
              neighbours.neighbours.map((found) => ({
                node: { label: found.node.label, key: found.node.key },
                edge: {
                  label: found.edge.label,
                  weight: found.edge.weight,
                  from: found.edge.from,
                  to: found.edge.to,
                },
              })),
            ).toEqual(reference.neighbours(from, followed))

            const reached = await service.graphQuery({ type: 'reachable', from, depth, ...followed })
            expect(reached.nodes).toEqual(reference.reachable(from, depth, followed))

            const { path } = await service.graphQuery({ type: 'path', from, to, maxDepth: 5, ...followed })
            expect(path?.nodes).toEqual(reference.path(from, to, 5, followed))
            path?.edges.forEach(({ weight: weighs }) =>
              expect(weighs).toBeGreaterThanOrEqual(followed.minWeight ?? -Infinity),
            )

            const { matches } = await service.graphQuery({
              type: 'pattern',
              nodes: { a: { label: 'Person' }, b: { label: 'Person' }, club: { label: 'Club' } },
              edges: [
                { label: 'WROTE_TO', from: 'a', to: 'b' },
                { label: 'MEMBER_OF', from: 'a', to: 'club' },
                { label: 'MEMBER_OF', from: 'b', to: 'club' },
              ],
            })
            expect(
              matches.map(({ nodes, weights }) => ({
                keys: Object.values(nodes).map(({ key }) => key),
                weights,
              })),
            ).toEqual(reference.writersOfOneClub())
          },
        ),
        { numRuns: runs },
      ))

    it('keeps properties as they were given, and replaces all of them', async () => {
      await clear()
      const knows = { edge: 'KNOWS', from: 'b', to: 'a' } as const
      const properties = {
        name: 'Ann "A" \\ $$ \u2028',
        big: 9_007_199_254_740_991,
        none: null,
        list: [1.5, 'é'],
      }
      await write([
        { type: 'upsertNode', node: { label: 'Person', key: 'a' }, properties },
        { type: 'upsertEdge', ...knows, properties: { since: 2010 } },
      ])
      await write([
        { type: 'addWeight', ...knows, by: 2 },
        { type: 'upsertNode', node: { label: 'Person', key: 'a' } },
      ])
      const ask = () =>
        service.graphQuery({ type: 'neighbours', of: { label: 'Person', key: 'b' }, edges: ['KNOWS'] })
      expect((await ask()).neighbours).toEqual([
        {
          node: { label: 'Person', key: 'a', properties },
          edge: {
            label: 'KNOWS',
            from: { label: 'Person', key: 'a' },
            to: { label: 'Person', key: 'b' },
            weight: 3,
            properties: { since: 2010 },
          },
        },
      ])
      await write([{ type: 'upsertNode', node: { label: 'Person', key: 'a' }, properties: { x: 1 } }])
      expect((await ask()).neighbours[0]?.node.properties).toEqual({ x: 1 })
    })

    it('gives matches the type of a schema, and refuses those that do not fit', async () => {
      await clear()
      await write([
        { type: 'upsertEdge', edge: 'WROTE_TO', from: 'ann', to: 'bob', weight: 3 },
        { type: 'upsertNode', node: { label: 'Person', key: 'bob' }, properties: { name: 'Bob' } },
      ])
      const pattern = {
        nodes: { writer: { label: 'Person' }, reader: { label: 'Person' } },
        edges: [{ label: 'WROTE_TO', from: 'writer', to: 'reader' }],
      } as const
      const named = z.object({ key: z.string(), properties: z.object({ name: z.string() }) })
      const letters = z
        .object({
          nodes: z.object({ writer: z.object({ key: z.string() }), reader: named }),
          weights: z.tuple([z.int()]),
        })
        .transform(({ nodes: { writer, reader }, weights: [sent] }) => ({
          writer: writer.key,
          reader: reader.properties.name,
          sent,
        }))
      const { matches, complete } = await service.match({ ...pattern, result: letters })
      const typed: readonly { writer: string; reader: string; sent: number }[] = matches
      expect([typed, complete]).toEqual([[{ writer: 'ann', reader: 'Bob', sent: 3 }], true])
      const strict = z.object({ nodes: z.object({ writer: named, reader: named }) })
      await expect(service.match({ ...pattern, result: strict })).rejects.toMatchObject({
        code: 'ERR_VALIDATION',
        message: expect.stringContaining('match 0 of a pattern') as string,
        issues: [{ path: ['nodes', 'writer', 'properties', 'name'] }],
      })
      expect((await service.match(pattern)).matches[0]?.weights).toEqual([3])
    })

    it('takes every text for what it is', async () => {
      await clear()
      const key = (text: string, index: number) => `${index}${text}`.slice(0, 60)
      const keys = naughtyTexts.map(key)
      await write(
        keys.map((to, index): Change => ({
          type: 'upsertEdge',
          edge: 'WROTE_TO',
          from: 'reader',
          to,
          weight: keys.length - index,
        })),
      )
      await write(
        keys.map((name): Change => ({
          type: 'upsertNode',
          node: { label: 'Person', key: name },
          properties: { name },
        })),
      )
      const { neighbours } = await service.graphQuery({
        type: 'neighbours',
        of: { label: 'Person', key: 'reader' },
      })
      expect(neighbours.map((found) => [found.node.key, found.node.properties])).toEqual(
        keys.map((name) => [name, { name }]),
      )
      for (const text of keys) {
        const { path } = await service.graphQuery({
          type: 'path',
          from: { label: 'Person', key: text },
          to: { label: 'Person', key: 'reader' },
          direction: 'in',
        })
        expect(path?.edges.length).toBe(1)
      }
    })

    it('refuses names that are not its own, and says which there are', async () => {
      for (const label of [...naughtyTexts, 'person', '__proto__', 'constructor', 'KNOWS']) {
        const other = label as 'Person' // what comes from outside is any text
        const refused = {
          code: 'ERR_INVALID_ARGUMENT',
          message: expect.stringContaining('Person, Club') as string,
        }
        const of = { label: other, key: 'ann' }
        await expect(service.graphQuery({ type: 'neighbours', of })).rejects.toMatchObject(refused)
        await expect(write([{ type: 'upsertNode', node: of }])).rejects.toMatchObject(refused)
        await expect(
          service.graphQuery({ type: 'pattern', nodes: { [label]: { label: other } }, edges: [] }),
        ).rejects.toMatchObject(refused)
      }
      for (const label of [...naughtyTexts, 'knows', '__proto__', 'Person']) {
        const other = label as 'KNOWS'
        const edges = { code: 'ERR_INVALID_ARGUMENT', message: expect.stringContaining('KNOWS') as string }
        const from = { label: 'Person', key: 'ann' } as const
        await expect(
          service.graphQuery({ type: 'reachable', from, depth: 2, edges: [other] }),
        ).rejects.toMatchObject(edges)
        await expect(
          write([{ type: 'addWeight', edge: other, from: 'ann', to: 'bob', by: 1 }]),
        ).rejects.toMatchObject(edges)
      }
    })

    it.each([
      [{ limit: 0 }],
      [{ limit: 1_001 }],
      [{ limit: 1.5 }],
      [{ minWeight: Number.NaN }],
      [{ of: { label: 'Person', key: '' } }],
      [{ of: { label: 'Person', key: 'a\0b' } }],
      [{ of: { label: 'Person', key: 'x'.repeat(513) } }],
    ])('refuses numbers and keys that cannot be: %j', async (wrong) => {
      const question = { type: 'neighbours', of: { label: 'Person', key: 'ann' }, ...wrong } as const
      await expect(service.graphQuery(question as never)).rejects.toMatchObject({
        code: 'ERR_INVALID_ARGUMENT',
      })
    })

    it('says when a limit has cut an answer short', async () => {
      await clear()
      await write(
        Array.from({ length: 9 }, (_, index): Change => ({
          type: 'upsertEdge',
          edge: 'WROTE_TO',
          from: `p${index}`,
          to: `p${index + 1}`,
        })),
      )
      const from = { label: 'Person', key: 'p0' } as const
      const to = { label: 'Person', key: 'p9' } as const
      const within = (maxDepth: number) => service.graphQuery({ type: 'path', from, to, maxDepth })
      expect(await within(6)).toMatchObject({ path: undefined, complete: false })
      expect(await service.graphQuery({ type: 'path', from: to, to: from })).toEqual({
        engine,
        path: undefined,
        complete: true,
      })
      const reach = (depth: number) => service.graphQuery({ type: 'reachable', from, depth, limit: 2 })
      expect((await reach(2)).complete).toBe(true)
      expect(await reach(4)).toMatchObject({ complete: false, nodes: [{ key: 'p1' }, { key: 'p2' }] })
    })

    it('is another one for each tenant', async () => {
      await graph.prepare('acme')
      const wrote = { type: 'upsertEdge', edge: 'WROTE_TO', from: 'ann', to: 'bob' } as const
      await write([wrote], 'acme')
      await clear()
      const of = { label: 'Person', key: 'ann' } as const
      const count = async (tenant?: TenantId) =>
        (await service.graphQuery({ type: 'neighbours', of }, { tenant })).neighbours.length
      expect([await count(), await count('acme')]).toEqual([0, 1])
      await clear('acme')
      expect(await count('acme')).toBe(0)
    })

    it('commits with the transaction, and answers within it', async () => {
      await clear()
      const of = { label: 'Person', key: 'ann' } as const
      const wrote = { type: 'addWeight', edge: 'WROTE_TO', from: 'ann', to: 'bob', by: 1 } as const
      const undone = db.transaction().execute(async (tx) => {
        await target.apply([wrote], { tx })
        const transaction = { sql: tx, connection: { query: () => Promise.reject(new Error('not asked')) } }
        const { neighbours } = await service.graphQuery({ type: 'neighbours', of }, { transaction })
        const { path } = await service.graphQuery(
          { type: 'path', from: of, to: { label: 'Person', key: 'bob' } },
          { transaction },
        )
        throw new Error(`undone after ${neighbours.length} and ${path?.edges.length}`)
      })
      await expect(undone).rejects.toThrow('undone after 1 and 1')
      expect((await service.graphQuery({ type: 'neighbours', of })).neighbours).toEqual([])
    })

    it('ends when it is no longer wanted', async () => {
      const signal = AbortSignal.abort(new Error('enough'))
      const from = { label: 'Person', key: 'ann' } as const
      await expect(service.graphQuery({ type: 'path', from, to: from }, { signal })).rejects.toThrow('enough')
      await expect(service.graphQuery({ type: 'neighbours', of: from }, { signal })).rejects.toThrow('enough')
    })
  })
}
