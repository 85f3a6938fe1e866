import {
  checkAggregateRequest,
  type AggregateRequest,
  type AggregateRequestOf,
  type AggregateRowOf,
  type Aggregator,
  type ColumnDefinition,
  type Criteria,
  type ReadModelDefinition,
  type ReadModelOptions,
  type ReadModelRepository,
  type Schema,
} from '@uno-ts/types'
import { matchCriteria, type RowTest } from '../read-model/match-criteria.ts'
import type { AnyRow } from '../read-model/model-field.ts'
import { groupOrder } from './group-order.ts'
import { groupFigure, identity, measureFigure, type RowFigure } from './row-figure.ts'

/** How an {@link InMemoryAggregator} is made. */
export interface InMemoryAggregatorOptions<Row> {
  /** The read model whose rows are counted and summed. */
  readonly model: ReadModelDefinition
  /** Whose rows are asked: most often an `InMemoryReadModelRepository`. */
  readonly repository: Pick<ReadModelRepository<Row>, 'stream'>
}

/**
 * Tells figures over rows with the answers of the real one, from the rows themselves: slow, simple, and the measure the
 * real one is held to.
 */
export class InMemoryAggregator<Row extends object> implements Aggregator<Row> {
  readonly #model: ReadModelDefinition
  readonly #repository: InMemoryAggregatorOptions<Row>['repository']

  constructor({ model, repository }: InMemoryAggregatorOptions<Row>) {
    this.#model = model
    this.#repository = repository
  }

  /** {@inheritDoc Aggregator.aggregate} */
  async aggregate<const Request extends AggregateRequestOf<Row>>(
    request: Request,
    options: ReadModelOptions = {},
  ): Promise<readonly AggregateRowOf<Row, Request>[]> {
    const tell = aggregation(this.#model, request)
    const rows: AnyRow[] = []
    for await (const row of this.#repository.stream({ where: request.where }, options))
      rows.push(row as AnyRow)
    return tell(rows) as readonly AggregateRowOf<Row, Request>[] // as it was asked
  }
}

/** Makes the function that answers a request from the rows that fit. */
function aggregation(
  model: ReadModelDefinition,
  request: AggregateRequest,
): (rows: readonly AnyRow[]) => readonly AnyRow[] {
  const limit = checkAggregateRequest(request)
  const { groupBy = {}, having, sort = [] } = request
  const groups = Object.entries(groupBy).map(([name, key]) => [name, groupFigure(model, key)] as const)
  const measures = Object.entries(request.measures).map(
    ([name, measure]) => [name, measureFigure(model, measure)] as const,
  )
  const figures = [...groups, ...measures]
  const order = groupOrder(
    sort,
    groups.map(([name]) => name),
    new Map(figures.map(([name, { type }]) => [name, type])),
  )
  const isKept = having === undefined ? () => true : answerTest(figures, having)
  return (rows) =>
    grouped(rows, groups)
      .map(({ key, members }) => ({
        ...key,
        ...Object.fromEntries(measures.map(([name, { of }]) => [name, of(members)])),
      }))
      .filter(isKept)
      .toSorted(order)
      .slice(0, limit)
}

interface Group {
  readonly key: AnyRow
  readonly members: AnyRow[]
}

/** Without groups there is one of all rows, also of none. */
function grouped(
  rows: readonly AnyRow[],
  groups: readonly (readonly [string, RowFigure<AnyRow>])[],
): readonly Group[] {
  if (groups.length === 0) return [{ key: {}, members: [...rows] }]
  const byKey = new Map<string, Group>()
  for (const row of rows) {
    const key = Object.fromEntries(groups.map(([name, { of }]) => [name, of(row)]))
    const text = JSON.stringify(Object.values(key).map(identity))
    const group = byKey.get(text) ?? { key, members: [] }
    byKey.set(text, group)
    group.members.push(row)
  }
  return [...byKey.values()]
}

/** A test of the answer's rows; decimals are compared as numbers. */
function answerTest(
  figures: readonly (readonly [string, Pick<RowFigure<never>, 'type'>])[],
  having: Criteria,
): RowTest {
  const columns = figures.map(([name, { type }]): [string, ColumnDefinition] => [
    name,
    { type: type === 'decimal' ? 'bigint' : type, nullable: true },
  ])
  const decimals = figures.filter(([, { type }]) => type === 'decimal').map(([name]) => name)
  const test = matchCriteria(
    {
      name: 'the answer',
      schema: withoutFields,
      key: '#answer',
      columns: Object.fromEntries(columns),
      indexes: [],
    },
    having,
  )
  return (row) =>
    test({
      ...row,
      ...Object.fromEntries(decimals.map((name) => [name, row[name] === null ? null : Number(row[name])])),
    })
}

/** It lists no fields: whatever is not a figure is not there. */
const described = () => ({ properties: {}, additionalProperties: false })
const withoutFields: Schema & { readonly '~standard': { readonly jsonSchema: object } } = {
  '~standard': {
    version: 1,
    vendor: 'uno-ts',
    validate: (value) => ({ value }),
    jsonSchema: { output: described },
  },
}
