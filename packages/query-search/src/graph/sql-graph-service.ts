import type {
  GraphAnswerOf,
  GraphQuery,
  GraphSearch,
  NeighboursAnswer,
  NeighboursQuery,
  PathAnswer,
  PathQuery,
  PatternAnswer,
  ReachableAnswer,
  ReachableQuery,
  TenantId,
} from '@uno-ts/types'
import type { AnyKysely } from '../statement/any-kysely.ts'
import type { GraphPool } from './ask/graph-pool.ts'
import { limitsOf, type GraphQueryConfiguration } from './ask/graph-query-configuration.ts'
import type { GraphQueryMetrics } from './ask/graph-query-metrics.ts'
import { GraphQuestions } from './ask/graph-questions.ts'
import { GraphStatements, type GraphRunOptions } from './ask/graph-statements.ts'
import {
  fitMatches,
  type AnyPatternRequest,
  type PatternRequest,
  type TypedPatternRequest,
} from './ask/fit-matches.ts'
import { measured } from './ask/measured.ts'
import type { EdgeLabelOf, GraphDefinition, NodeLabelOf } from './define/graph-definition.ts'
import { relationalLayout } from './table/graph-layout.ts'

/** What a {@link SqlGraphService} is made of. */
export interface SqlGraphServiceOptions<Graph extends GraphDefinition> extends GraphQueryConfiguration {
  /** The graph that is asked. */
  readonly graph: Graph
  /** The application's Kysely; it stays open. */
  readonly db: AnyKysely
  /** The pool beneath it. With it, questions of one statement are prepared ones. Default: none are. */
  readonly pool?: GraphPool | undefined
  /** The schema that holds the tables. Default `uno`. */
  readonly schema?: string | undefined
  /** The tenant of calls that name none. Default `default`. */
  readonly tenant?: TenantId | undefined
  /** Is told what each question has cost. Default: nobody is. */
  readonly onMetrics?: ((metrics: GraphQueryMetrics) => void) | undefined
}

/**
 * Answers questions to a graph that a `SqlGraphTarget` keeps: on any PostgreSQL, without an extension. Two hops are one
 * recursive statement; paths are looked for from both ends, a statement a level.
 *
 * @example
 * ```ts
 * import { defineGraph, SqlGraphService } from '@uno-ts/query-search'
 * import type { Kysely } from 'kysely'
 *
 * const friends = defineGraph({
 *   name: 'friends',
 *   nodes: { Person: {} },
 *   edges: { KNOWS: { from: 'Person', to: 'Person', undirected: true } },
 * })
 *
 * export async function introduce(db: Kysely<any>, from: string, to: string) {
 *   const graph = new SqlGraphService({ graph: friends, db })
 *   const { path } = await graph.shortestPath({
 *     from: { label: 'Person', key: from },
 *     to: { label: 'Person', key: to },
 *   })
 *   return path?.nodes.map(({ key }) => key)
 * }
 * ```
 */
export class SqlGraphService<Graph extends GraphDefinition> implements GraphSearch<
  NodeLabelOf<Graph>,
  EdgeLabelOf<Graph>
> {
  readonly #graph: Graph
  readonly #questions: GraphQuestions
  readonly #onMetrics: SqlGraphServiceOptions<Graph>['onMetrics']

  constructor(options: SqlGraphServiceOptions<Graph>) {
    const { graph, db, pool, schema = 'uno', tenant, onMetrics } = options
    const limits = limitsOf(options)
    const layout = relationalLayout(graph, schema)
    this.#graph = graph
    this.#onMetrics = onMetrics
    this.#questions = new GraphQuestions({
      db,
      statements: new GraphStatements({ db, pool, timeoutMs: limits.timeoutMs }),
      layout: () => layout,
      limits,
      tenant,
    })
  }

  /**
   * Answers a question.
   *
   * @throws InvalidArgumentError naming a label the graph does not have, or a number out of range
   * @throws TimeoutError when it took longer than `timeoutMs`
   */
  graphQuery<Query extends GraphQuery<NodeLabelOf<Graph>, EdgeLabelOf<Graph>>>(
    query: Query,
    options: GraphRunOptions = {},
  ): Promise<GraphAnswerOf<Query>> {
    const of = { graph: this.#graph.name, type: query.type, engine: 'relational' } as const
    return measured(of, this.#onMetrics, () => this.#questions.answer(query, options))
  }

  /**
   * How PostgreSQL would answer, as `explain` tells it. What is answered by one statement does not run; a path, or what is
   * reached by more than two edges, is looked for again, each statement with its plan. @throws as {@link graphQuery}
   */
  explain(
    query: GraphQuery<NodeLabelOf<Graph>, EdgeLabelOf<Graph>>,
    options: GraphRunOptions = {},
  ): Promise<string> {
    return this.#questions.explain(query, options)
  }

  /** What is one edge away, the heaviest edge first. @throws as {@link graphQuery} */
  neighbours(
    query: Omit<NeighboursQuery<NodeLabelOf<Graph>, EdgeLabelOf<Graph>>, 'type'>,
    options?: GraphRunOptions,
  ): Promise<NeighboursAnswer> {
    return this.graphQuery({ ...query, type: 'neighbours' }, options)
  }

  /** A path with the fewest edges, always the same of several. @throws as {@link graphQuery} */
  shortestPath(
    query: Omit<PathQuery<NodeLabelOf<Graph>, EdgeLabelOf<Graph>>, 'type'>,
    options?: GraphRunOptions,
  ): Promise<PathAnswer> {
    return this.graphQuery({ ...query, type: 'path' }, options)
  }

  /** All that is at most so many edges away, the nearest first. @throws as {@link graphQuery} */
  reachable(
    query: Omit<ReachableQuery<NodeLabelOf<Graph>, EdgeLabelOf<Graph>>, 'type'>,
    options?: GraphRunOptions,
  ): Promise<ReachableAnswer> {
    return this.graphQuery({ ...query, type: 'reachable' }, options)
  }

  /**
   * Every way to lay a shape over the graph; with `result`, what a schema makes of each.
   *
   * @throws ValidationError when a match does not fit `result`; otherwise as {@link graphQuery}
   */
  match<Match>(
    query: TypedPatternRequest<Match, NodeLabelOf<Graph>, EdgeLabelOf<Graph>>,
    options?: GraphRunOptions,
  ): Promise<PatternAnswer<Match>>
  match(
    query: PatternRequest<NodeLabelOf<Graph>, EdgeLabelOf<Graph>>,
    options?: GraphRunOptions,
  ): Promise<PatternAnswer>
  async match(
    { result, ...pattern }: AnyPatternRequest<NodeLabelOf<Graph>, EdgeLabelOf<Graph>>,
    options?: GraphRunOptions,
  ): Promise<PatternAnswer<unknown>> {
    return fitMatches(await this.graphQuery({ ...pattern, type: 'pattern' }, options), result)
  }
}
