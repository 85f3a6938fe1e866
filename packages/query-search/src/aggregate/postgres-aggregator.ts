import {
  checkAggregateRequest,
  defaultTenant,
  type AggregateRequest,
  type AggregateRequestOf,
  type AggregateRowOf,
  type Aggregator,
  type CriteriaCompiler,
  type ReadModelDefinition,
  type ReadModelOptions,
  type TenantId,
} from '@uno-ts/types'
import { sql, type CompiledQuery, type Expression, type SqlBool } from 'kysely'
import type { AnyKysely } from '../statement/any-kysely.ts'
import { explainStatement } from '../statement/explain-statement.ts'
import { runStatement } from '../statement/run-statement.ts'
import { answerModel } from './answer-model.ts'
import { decodeFigure } from './figure.ts'
import { groupBy, type FieldFinder, type Figure } from './group-by.ts'
import { measure } from './measure.ts'
import { selectGroups } from './select-groups.ts'

/** What a {@link PostgresAggregator} is made of. */
export interface PostgresAggregatorOptions {
  /** The application's Kysely; it stays open. */
  readonly db: AnyKysely
  /** The read model whose rows are counted and summed. */
  readonly model: ReadModelDefinition
  /** Finds fields and compiles criteria: `KyselyCriteriaCompiler` of the read-model package. */
  readonly compiler: Pick<CriteriaCompiler<Expression<SqlBool>, Expression<unknown>>, 'where' | 'field'>
  /** The schema that holds the table. Default `uno`. */
  readonly schema?: string | undefined
  /** The tenant of calls that name none. Default `default`. */
  readonly tenant?: TenantId | undefined
}

/**
 * Tells figures over the rows of one read model with one statement.
 *
 * @example
 * ```ts
 * import { PostgresAggregator, type PostgresAggregatorOptions } from '@uno-ts/query-search'
 *
 * interface Order { country: string; grossMilli: bigint; placedAt: Date }
 *
 * export function monthly(options: PostgresAggregatorOptions) {
 *   return new PostgresAggregator<Order>(options).aggregate({
 *     groupBy: { country: 'country', month: { field: 'placedAt', bucket: 'month', zone: 'Europe/Paris' } },
 *     measures: { orders: { op: 'count' }, grossMilli: { op: 'sum', field: 'grossMilli' } },
 *     having: { op: 'gte', field: 'orders', value: 10 },
 *     sort: [{ field: 'grossMilli', direction: 'desc' }],
 *   })
 * }
 * ```
 */
export class PostgresAggregator<Row> implements Aggregator<Row> {
  readonly #db: AnyKysely
  readonly #model: ReadModelDefinition
  readonly #compiler: PostgresAggregatorOptions['compiler']
  readonly #schema: string
  readonly #tenant: TenantId

  constructor({ db, model, compiler, schema = 'uno', tenant = defaultTenant }: PostgresAggregatorOptions) {
    this.#db = db.withoutPlugins() // a plugin that renames columns would rename ours
    this.#model = model
    this.#compiler = compiler
    this.#schema = schema
    this.#tenant = tenant
  }

  /** {@inheritDoc Aggregator.aggregate} */
  async aggregate<const Request extends AggregateRequestOf<Row>>(
    request: Request,
    options: ReadModelOptions = {},
  ): Promise<readonly AggregateRowOf<Row, Request>[]> {
    const { statement, figures } = this.#statement(request, options)
    const records = await runStatement(this.#db, statement, options)
    return records.map((record) => decodeRow(figures, record) as AggregateRowOf<Row, Request>) // as it was asked
  }

  /** How PostgreSQL would answer, as `explain` tells it; the statement does not run. */
  async explain(request: AggregateRequest, options: ReadModelOptions = {}): Promise<string> {
    return explainStatement(this.#db, this.#statement(request, options).statement, options)
  }

  #statement(request: AggregateRequest, { tenant = this.#tenant }: ReadModelOptions): AggregateStatement {
    const limit = checkAggregateRequest(request)
    const { where, having, sort = [] } = request
    const find: FieldFinder = (path) => this.#compiler.field(this.#model, path)
    const groups = figuresOf(request.groupBy ?? {}, (key) => groupBy(find, key))
    const measures = figuresOf(request.measures, (aggregation) => measure(find, aggregation))
    const figures = new Map([...groups, ...measures])
    const selection = selectGroups({
      table: sql.id(this.#schema, this.#model.name),
      tenant,
      where: where && this.#compiler.where(this.#model, where),
      groups,
      measures,
      having: having && this.#compiler.where(answerModel(figures), having),
      sort,
      limit,
    })
    return { statement: selection.compile(this.#db), figures }
  }
}

interface AggregateStatement {
  readonly statement: CompiledQuery<Readonly<Record<string, string | null>>>
  readonly figures: ReadonlyMap<string, Figure>
}

function figuresOf<Asked>(
  asked: Readonly<Record<string, Asked>>,
  figure: (asked: Asked) => Figure,
): ReadonlyMap<string, Figure> {
  return new Map(Object.entries(asked).map(([name, one]) => [name, figure(one)]))
}

function decodeRow(
  figures: ReadonlyMap<string, Figure>,
  record: Readonly<Record<string, string | null>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Array.from(figures, ([name, { kind }]) => [name, decodeFigure(kind, record[name] ?? null)]),
  )
}
