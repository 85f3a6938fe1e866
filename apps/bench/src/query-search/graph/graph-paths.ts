import { deepStrictEqual } from 'node:assert/strict'
import type { OpenPath, Target } from '../../suite/path.ts'
import type { SearchDatabase, SearchPath } from '../search-path.ts'
import { cteByHand, cypherByHand, unoTsAge, unoTsGraph, type GraphContender } from './graph-contenders.ts'
import { itemKey, type GraphSize } from './sample-graph.ts'

/** What a path over graphs is made of. */
export interface GraphPathOptions extends GraphSize {
  readonly id: string
  readonly questions: number
  readonly contenders: readonly GraphContender[]
  readonly targets: readonly Target[]
  readonly extensions?: SearchPath['extensions']
}

/** A path on which contenders tell what is at most two hops from an item, one question after the other. */
export function graphPath(options: GraphPathOptions): SearchPath {
  const { id, nodes, links, questions, targets, extensions } = options
  return {
    id,
    does: `${questions} times all within 2 hops of a node, of ${nodes} nodes and ${nodes * links} edges`,
    unit: 'questions/s',
    better: 'higher',
    targets,
    extensions,
    open: (database) => openGraphPath(options, database),
  }
}

/** Prime, so that a round jumps over all nodes. */
const stride = 7919

async function openGraphPath(options: GraphPathOptions, { pool }: SearchDatabase): Promise<OpenPath> {
  const { nodes, questions, contenders } = options
  const running: { name: string; reach: Awaited<ReturnType<GraphContender['open']>> }[] = []
  for (const one of contenders) running.push({ name: one.name, reach: await one.open(pool, options) })
  // Vacuum leaves alone what the very last transaction wrote: the second one is past it for all of them.
  for (let time = 0; time < 2; time++) {
    await pool.query('select pg_current_xact_id()')
    await pool.query('vacuum analyze')
  }
  const check = async (): Promise<void> => {
    for (let nr = 0; nr < 20; nr++) {
      const key = itemKey((nr * stride) % nodes)
      const answers: (readonly unknown[])[] = []
      for (const { reach } of running) answers.push(await reach(key)) // at once they would take other connections
      const [first, ...others] = answers
      for (const [index, answer] of others.entries()) {
        deepStrictEqual(answer, first, `${running[index + 1]?.name} reaches other nodes`)
      }
    }
  }
  await check()
  return {
    contenders: running.map(({ name, reach }) => ({
      name,
      async run() {
        const began = performance.now()
        for (let nr = 0; nr < questions; nr++) await reach(itemKey((nr * stride) % nodes))
        return questions / ((performance.now() - began) / 1_000)
      },
    })),
    verify: check,
    [Symbol.asyncDispose]: () => Promise.resolve(), // whoever gave the database closes it
  }
}

const size = { nodes: 20_000, links: 5, questions: 400 }
const ratio = 0.8

/** Two hops: on any database against a statement by hand, and where AGE is against Cypher by hand too. */
export const graphPaths: readonly SearchPath[] = [
  graphPath({
    id: 'graph-2',
    ...size,
    contenders: [unoTsGraph, cteByHand],
    targets: [{ ours: unoTsGraph.name, against: cteByHand.name, ratio }],
  }),
  graphPath({
    id: 'graph-2-age',
    ...size,
    contenders: [unoTsGraph, unoTsAge, cteByHand, cypherByHand],
    targets: [
      { ours: unoTsGraph.name, against: cteByHand.name, ratio },
      { ours: unoTsGraph.name, against: cypherByHand.name, ratio },
      { ours: unoTsAge.name, against: cypherByHand.name },
    ],
    extensions: ['age'],
  }),
]
