import { InvalidArgumentError, type GraphSteps, type ReadModelDefinition } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import type { Candidate, CandidateScope, CandidateSource } from '../../hybrid/candidate-source.ts'
import { branchesOf, unknownLabel } from '../ask/branches.ts'
import { checkKey } from '../change/fold-changes.ts'
import type { EdgeLabelOf, GraphDefinition, NodeLabelOf } from '../define/graph-definition.ts'
import { relationalLayout } from '../table/graph-layout.ts'

/** What {@link GraphCandidates} are made of. */
export interface GraphCandidatesOptions<Graph extends GraphDefinition> {
  /** A graph in tables of its own. */
  readonly graph: Graph
  /** The label of the nodes that are rows of the read model, each by the row's key. */
  readonly label: NodeLabelOf<Graph>
  /** The read model whose rows are proposed. */
  readonly model: ReadModelDefinition
  /** The schema that holds the tables of both. Default `uno`. */
  readonly schema?: string | undefined
  /** What each further edge is worth of the one before, above 0 and at most 1. Default 0.5. */
  readonly decay?: number | undefined
}

/** Around which nodes a neighbourhood is looked for. */
export interface GraphCandidateRequest<Graph extends GraphDefinition> extends GraphSteps<EdgeLabelOf<Graph>> {
  /** The keys of the nodes in its midst, 1 to 100, each with what it counts for; it is no candidate itself. */
  readonly around: readonly { readonly key: string; readonly weight?: number | undefined }[]
  /** How many edges away a candidate is at most, 1 to 3. Default 1. */
  readonly depth?: number | undefined
}

const deepest = 3
const mostSeeds = 100

/**
 * The neighbourhood of some nodes as candidates of a hybrid search. Each node gives on what it is worth, to each neighbour
 * by the share its edge has in the weight of all of them, less with every edge; what comes to a node by several ways adds
 * up.
 *
 * @example
 * ```ts
 * import { defineGraph, GraphCandidates } from '@uno-ts/query-search'
 * import type { ReadModelDefinition } from '@uno-ts/types'
 *
 * const trade = defineGraph({
 *   name: 'trade',
 *   nodes: { Product: {}, Basket: {} },
 *   edges: { IN: { from: 'Product', to: 'Basket' }, BOUGHT_WITH: { shared: 'IN' } },
 * })
 *
 * export const boughtWith = (model: ReadModelDefinition) =>
 *   new GraphCandidates({ graph: trade, label: 'Product', model })
 * ```
 */
export class GraphCandidates<Graph extends GraphDefinition> implements CandidateSource<
  GraphCandidateRequest<Graph>
> {
  readonly name = 'graph'
  readonly #options: GraphCandidatesOptions<Graph>

  constructor(options: GraphCandidatesOptions<Graph>) {
    this.#options = options
  }

  /** @throws InvalidArgumentError naming a label the graph does not have, or a number out of range */
  candidates(
    { around, depth = 1, ...steps }: GraphCandidateRequest<Graph>,
    { tenant, where, limit }: CandidateScope,
  ): RawBuilder<Candidate> {
    const { graph, label, model, schema = 'uno', decay = 0.5 } = this.#options
    if (!Object.hasOwn(graph.nodes, label)) throw unknownLabel('a node', graph.name, Object.keys(graph.nodes))
    checkNumbers(around, depth, decay)
    const layout = relationalLayout(graph, schema)
    const next = branchesOf(layout, steps, { tenant }).map(
      ({ fromLabel, toLabel, near, far, table, counts }) => sql`(
      select ${sql.lit(toLabel)} as label, ${far} as key, e.weight from ${table} e
      where here.label = ${sql.lit(fromLabel)} and ${counts} and ${near} = here.key and e.weight > 0 offset 0)`,
    )
    const hops = Array.from({ length: depth }, (_, hop) => {
      const from = sql.id(`hop${hop}`)
      return sql`${sql.id(`hop${hop + 1}`)} as (
    select there.label, there.key, sum(here.worth * there.share * ${decay}::float8) as worth
    from ${from} here cross join lateral (
      select label, key, weight / sum(weight) over () as share from (${sql.join(next, sql` union all `)}) edges
    ) there group by there.label, there.key)`
    })
    const keys = around.map(({ key }) => key)
    const reached = sql.join(
      hops.map((_, hop) => sql`select label, key, worth from ${sql.id(`hop${hop + 1}`)}`),
      sql` union all `,
    )
    const id = sql.ref(model.key)
    // The condition speaks of the model's columns: no other has a name that could be one of theirs.
    return sql`with hop0 as (
    select ${sql.lit(label)} as label, key collate "C" as key, worth from unnest(
      ${keys}::text[], ${around.map(({ weight = 1 }) => weight)}::float8[]) as seeds (key, worth)),
  ${sql.join(hops)},
  worth as (
    select key as "#key", sum(worth) as "#worth" from (${reached}) reached
    where label = ${sql.lit(label)} and key <> all(${keys}::text[]) group by key)
  select ${id} as id, "#worth" as score from ${sql.id(schema, model.name)} join worth on ${id} = "#key"
  where tenant_id = ${tenant} and ${where ?? sql`true`}
  order by score desc, ${id} collate "C" limit ${limit}`
  }
}

function checkNumbers(
  around: GraphCandidateRequest<GraphDefinition>['around'],
  depth: number,
  decay: number,
): void {
  if (around.length < 1 || around.length > mostSeeds) {
    throw new InvalidArgumentError(
      `a neighbourhood is around 1 to ${mostSeeds} nodes, found ${around.length}`,
    )
  }
  for (const { key, weight = 1 } of around) {
    checkKey(key)
    if (!Number.isFinite(weight)) throw new InvalidArgumentError('the weight of a node is a finite number')
  }
  if (!Number.isInteger(depth) || depth < 1 || depth > deepest) {
    throw new InvalidArgumentError(`depth is a whole number from 1 to ${deepest}, found ${depth}`)
  }
  if (!(decay > 0 && decay <= 1)) {
    throw new InvalidArgumentError(`decay is above 0 and at most 1, found ${decay}`)
  }
}
