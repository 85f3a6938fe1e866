import {
  defaultTenant,
  ValidationError,
  validationIssues,
  type GraphAnswer,
  type GraphAnswerOf,
  type GraphQuery,
  type GraphSearch,
  type PatternAnswer,
  type Schema,
  type TenantId,
} from '@uno-ts/types'
import { sql } from 'kysely'
import type { CapabilityProbe } from '../../capability/capability-probe.ts'
import type { AnyKysely } from '../../statement/any-kysely.ts'
import { runStatement } from '../../statement/run-statement.ts'
import type { GraphPool } from '../ask/graph-pool.ts'
import {
  fitMatches,
  type AnyPatternRequest,
  type PatternRequest,
  type TypedPatternRequest,
} from '../ask/fit-matches.ts'
import { limitsOf, type GraphLimits, type GraphQueryConfiguration } from '../ask/graph-query-configuration.ts'
import type { GraphQueryMetrics } from '../ask/graph-query-metrics.ts'
import { GraphQuestions } from '../ask/graph-questions.ts'
import { GraphStatements, type GraphRunOptions } from '../ask/graph-statements.ts'
import { measured } from '../ask/measured.ts'
import type { EdgeLabelOf, GraphDefinition, NodeLabelOf } from '../define/graph-definition.ts'
import { ageGraphName, ageLayout } from './age-names.ts'
import { selectCypher, type CypherStatement } from './cypher-statement.ts'
import { prepareAgeGraph } from './prepare-age-graph.ts'
import { readAgtype, type AgeValue } from './read-agtype.ts'

/** What an {@link AGEGraphService} is made of. */
export interface AGEGraphServiceOptions<Graph extends GraphDefinition> extends GraphQueryConfiguration {
  /** The graph that is asked. */
  readonly graph: Graph
  /** The application's Kysely; it stays open. */
  readonly db: AnyKysely
  /** Knows whether the database has AGE; share one among the services of a database. */
  readonly capabilities: Pick<CapabilityProbe, 'require'>
  /** The pool beneath it. With it, questions of one statement are prepared ones. Default: none are. */
  readonly pool?: GraphPool | undefined
  /** The schema for views over AGE's tables. Default `uno`. */
  readonly schema?: string | undefined
  /** The tenant of calls that name none. Default `default`. */
  readonly tenant?: TenantId | undefined
  /** Is told what each question has cost. Default: nobody is. */
  readonly onMetrics?: ((metrics: GraphQueryMetrics) => void) | undefined
}

/** A statement in Cypher and what its rows are. */
export interface CypherQuery<Row> extends CypherStatement {
  /** What each row must fit; it may also convert it. */
  readonly result: Schema<unknown, Row>
  /** 1 to the most rows an answer may have. Default: that many. */
  readonly limit?: number | undefined
}

/** The rows of a statement in Cypher. */
export interface CypherAnswer<Row> extends GraphAnswer {
  readonly rows: readonly Row[]
}

/**
 * A graph in Apache AGE: whatever Cypher can ask, and the questions of `SqlGraphService`. Those are answered by SQL over
 * AGE's own tables, because its paths of variable length take a hundred times as long.
 *
 * A database without AGE answers with a `CapabilityError`; it never does something else in silence.
 *
 * @example
 * ```ts
 * import { AGEGraphService, CapabilityProbe, defineGraph } from '@uno-ts/query-search'
 * import type { Kysely } from 'kysely'
 * import { z } from 'zod'
 *
 * const friends = defineGraph({
 *   name: 'friends',
 *   nodes: { Person: {} },
 *   edges: { KNOWS: { from: 'Person', to: 'Person', undirected: true } },
 * })
 *
 * export async function friendsOfFriends(db: Kysely<any>, key: string) {
 *   const graph = new AGEGraphService({ graph: friends, db, capabilities: new CapabilityProbe({ db }) })
 *   await graph.prepare()
 *   const { rows } = await graph.cypher({
 *     text: 'MATCH (a:Person)-[:KNOWS]-()-[:KNOWS]-(b:Person) WHERE a.key = $key RETURN DISTINCT b.key',
 *     parameters: { key },
 *     columns: ['friend'],
 *     result: z.object({ friend: z.string() }),
 *   })
 *   return rows.map(({ friend }) => friend)
 * }
 * ```
 */
export class AGEGraphService<Graph extends GraphDefinition> implements GraphSearch<
  NodeLabelOf<Graph>,
  EdgeLabelOf<Graph>
> {
  readonly #options: AGEGraphServiceOptions<Graph>
  readonly #schema: string
  readonly #tenant: TenantId
  readonly #limits: GraphLimits
  readonly #statements: GraphStatements
  readonly #questions: GraphQuestions

  constructor(options: AGEGraphServiceOptions<Graph>) {
    const { graph, db, pool, schema = 'uno', tenant = defaultTenant } = options
    const layout = ageLayout(graph, schema)
    this.#options = options
    this.#schema = schema
    this.#tenant = tenant
    this.#limits = limitsOf(options)
    this.#statements = new GraphStatements({ db, pool, timeoutMs: this.#limits.timeoutMs })
    this.#questions = new GraphQuestions({
      db,
      statements: this.#statements,
      layout: () => layout,
      limits: this.#limits,
      tenant,
    })
  }

  /**
   * Makes the place of a tenant's graph, or adds labels that are new: to be called before anything is written or asked.
   *
   * @throws CapabilityError when the database has no AGE, with the way to get it
   */
  async prepare({ tenant = this.#tenant, signal }: Omit<GraphRunOptions, 'transaction'> = {}): Promise<void> {
    const { db, graph, capabilities } = this.#options
    await capabilities.require('age', { signal })
    await prepareAgeGraph(db, { graph, schema: this.#schema, tenant })
  }

  /**
   * Answers a question.
   *
   * @throws CapabilityError when the database has no AGE
   * @throws InvalidArgumentError naming a label the graph does not have, or a number out of range
   * @throws SchemaError when the tenant's graph was not prepared
   * @throws TimeoutError when it took longer than `timeoutMs`
   */
  graphQuery<Query extends GraphQuery<NodeLabelOf<Graph>, EdgeLabelOf<Graph>>>(
    query: Query,
    options: GraphRunOptions = {},
  ): Promise<GraphAnswerOf<Query>> {
    return this.#measured(query.type, async () => {
      await this.#options.capabilities.require('age', options)
      return this.#questions.answer(query, options)
    })
  }

  /**
   * How PostgreSQL would answer, as `explain` tells it. What is answered by one statement does not run; a path, or what is
   * reached by more than two edges, is looked for again, each statement with its plan. @throws as {@link graphQuery}
   */
  async explain(
    query: GraphQuery<NodeLabelOf<Graph>, EdgeLabelOf<Graph>>,
    options: GraphRunOptions = {},
  ): Promise<string> {
    await this.#options.capabilities.require('age', options)
    return this.#questions.explain(query, options)
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

  /**
   * Asks in Cypher. The text is the application's own, values are parameters. It reads the tenant's graph only, and it only
   * reads: whatever it writes is rolled back. Vertices and edges come with their `id`, `label` and `properties`, whole
   * numbers that are not safe as bigints.
   *
   * @throws CapabilityError when the database has no AGE
   * @throws InvalidArgumentError when a name or a parameter is none
   * @throws ValidationError when a row does not fit `result`
   * @throws DatabaseError when AGE refuses the statement
   * @throws TimeoutError when it took longer than `timeoutMs`
   */
  cypher<Row>(query: CypherQuery<Row>, options: GraphRunOptions = {}): Promise<CypherAnswer<Row>> {
    return this.#measured('cypher', async () => {
      await this.#options.capabilities.require('age', options)
      const { maxRows } = this.#limits
      const limit = Math.min(Math.max(1, Math.trunc(query.limit ?? maxRows)), maxRows)
      const graph = ageGraphName(this.#options.graph, options.tenant ?? this.#tenant)
      const statement = selectCypher(graph, query, limit + 1)
      const records = await this.#statements.undone(options, async (tx, until) => {
        // The library comes with its first type; its operators are found on the search path.
        await runStatement(tx, loadAge.compile(tx), { signal: until })
        return runStatement(tx, statement.compile(tx), { signal: until })
      })
      const rows = await Promise.all(records.slice(0, limit).map((record) => rowOf(query.result, record)))
      return { engine: 'age', complete: records.length <= limit, rows }
    })
  }

  #measured<Answer extends object>(
    type: GraphQueryMetrics['type'],
    work: () => Promise<Answer>,
  ): Promise<Answer> {
    const { graph, onMetrics } = this.#options
    return measured({ graph: graph.name, type, engine: 'age' }, onMetrics, work)
  }
}

const loadAge = sql`select set_config('search_path', 'ag_catalog, "$user", public', true), '1'::ag_catalog.agtype`

async function rowOf<Row>(
  schema: Schema<unknown, Row>,
  record: Readonly<Record<string, string | null>>,
): Promise<Row> {
  const row = Object.fromEntries(
    Object.entries(record).map(([name, text]): [string, AgeValue] => [
      name,
      text === null ? null : readAgtype(text),
    ]),
  )
  const result = await schema['~standard'].validate(row)
  if (result.issues === undefined) return result.value
  throw new ValidationError('row of a statement in Cypher', validationIssues(result.issues))
}
