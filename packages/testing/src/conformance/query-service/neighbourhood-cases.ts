import type { GraphSearch } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { rejection } from '../rejection.ts'
import type { QueryServiceSubject, QueryServiceTopic } from './query-service-subject.ts'

/** A way from `a` to `d`, and a heavier one round about. */
const edges = [
  ['a', 'b', 1],
  ['b', 'd', 1],
  ['a', 'c', 5],
  ['c', 'e', 5],
  ['e', 'd', 5],
] as const
const a = { label: 'Product', key: 'a' } as const
const d = { label: 'Product', key: 'd' } as const

/** What a graph of products is asked. */
export const neighbourhoodCases: QueryServiceTopic = {
  topic: 'graph',
  cases: [
    {
      name: 'tells neighbours, the heaviest edge first, and says when there are more',
      needs: 'graph',
      async run(subject) {
        const graph = await connected(subject)
        const all = await graph.graphQuery({ type: 'neighbours', of: a })
        assert.deepEqual(
          all.neighbours.map(({ node, edge }) => [node.key, edge.weight]),
          [
            ['c', 5],
            ['b', 1],
          ],
        )
        assert.equal(all.complete, true)
        const one = await graph.graphQuery({ type: 'neighbours', of: a, limit: 1 })
        assert.deepEqual([one.neighbours.length, one.complete], [1, false])
      },
    },
    {
      name: 'finds the way with the fewest edges that are heavy enough',
      needs: 'graph',
      async run(subject) {
        const graph = await connected(subject)
        const way = async (minWeight?: number) => {
          const { path } = await graph.graphQuery({ type: 'path', from: a, to: d, minWeight })
          return path?.nodes.map(({ key }) => key)
        }
        assert.deepEqual(await way(), ['a', 'b', 'd'])
        assert.deepEqual(await way(2), ['a', 'c', 'e', 'd'])
        assert.equal(await way(6), undefined)
      },
    },
    {
      name: 'reaches what is so many edges away, the nearest first',
      needs: 'graph',
      async run(subject) {
        const { nodes } = await (
          await connected(subject)
        ).graphQuery({ type: 'reachable', from: a, depth: 2 })
        assert.deepEqual(
          nodes.map(({ key, depth }) => [key, depth]),
          [
            ['b', 1],
            ['c', 1],
            ['d', 2],
            ['e', 2],
          ],
        )
      },
    },
    {
      name: 'lays a pattern over it',
      needs: 'graph',
      async run(subject) {
        const { matches } = await (
          await connected(subject)
        ).graphQuery({
          type: 'pattern',
          nodes: {
            one: { label: 'Product' },
            between: { label: 'Product', key: 'b' },
            other: { label: 'Product' },
          },
          edges: [
            { label: 'GOES_WITH', from: 'one', to: 'between' },
            { label: 'GOES_WITH', from: 'between', to: 'other' },
          ],
        })
        assert.deepEqual(
          matches.map(({ nodes }) => [nodes['one']?.key, nodes['other']?.key]),
          [
            ['a', 'd'],
            ['d', 'a'],
          ],
        )
      },
    },
    {
      name: 'refuses a label it does not have',
      needs: 'graph',
      async run(subject) {
        const graph = await connected(subject)
        const of = { label: "Product'; drop table x; --", key: 'a' }
        await rejection(graph.graphQuery({ type: 'neighbours', of }), 'ERR_INVALID_ARGUMENT')
      },
    },
  ],
}

async function connected({ service, connect }: QueryServiceSubject): Promise<GraphSearch> {
  assert.ok(service.graphQuery && connect, 'a subject that claims "graph" has the method, and connects')
  for (const [from, to, weight] of edges) await connect(from, to, weight)
  return service as GraphSearch
}
