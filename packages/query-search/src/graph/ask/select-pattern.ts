import { InvalidArgumentError, type PatternQuery, type TenantId } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import { endsOf, isShared } from '../define/graph-definition.ts'
import type { GraphLayout } from '../table/graph-layout.ts'
import { checkWeight, unknownLabel } from './branches.ts'

/** One way to lay a pattern, as the statement gives it: keys and properties by node, weights by edge, in their order. */
export interface MatchRecord {
  readonly keys: readonly string[]
  /** JSON texts. */
  readonly properties: readonly string[]
  readonly weights: readonly number[]
}

/** How many edges a pattern has at most. */
const mostEdges = 8

/**
 * Lays a pattern over the graph: joins of the tables of its labels.
 *
 * @throws InvalidArgumentError when a label or a name is not there, or the edges do not connect all nodes
 */
export function selectPattern(
  { nodes, edges }: Pick<PatternQuery, 'nodes' | 'edges'>,
  {
    layout,
    tenant,
    limit,
  }: { readonly layout: GraphLayout; readonly tenant: TenantId; readonly limit: number },
): RawBuilder<MatchRecord> {
  const { graph } = layout
  const names = Object.keys(nodes)
  checkShape(names, edges)
  const node = (name: string, column: string) => sql.ref(`n${names.indexOf(name)}.${column}`)
  const from: RawBuilder<unknown>[] = []
  const where: RawBuilder<unknown>[] = []
  names.forEach((name, index) => {
    const { label, key } = nodes[name] ?? { label: '' }
    if (!Object.hasOwn(graph.nodes, label)) throw unknownLabel('a node', graph.name, Object.keys(graph.nodes))
    from.push(sql`${layout.table(label, tenant)} ${sql.ref(`n${index}`)}`)
    where.push(sql`${node(name, 'tenant_id')} = ${tenant}`)
    if (key !== undefined) where.push(sql`${node(name, 'key')} = ${key}`)
  })
  edges.forEach(({ label, from: source, to: target, minWeight }, index) => {
    const definition = Object.hasOwn(graph.edges, label) ? graph.edges[label] : undefined
    if (definition === undefined) throw unknownLabel('an edge', graph.name, Object.keys(graph.edges))
    const ends = endsOf(graph, label)
    if (nodes[source]?.label !== ends.from || nodes[target]?.label !== ends.to) {
      throw new InvalidArgumentError(`edge ${index} of the pattern runs from ${ends.from} to ${ends.to}`)
    }
    checkWeight(minWeight)
    const table = layout.table(label, tenant)
    const both = ends.undirected && !isShared(definition)
    const rows = both
      ? sql`(select tenant_id, from_key, to_key, weight from ${table}
    union all select tenant_id, to_key, from_key, weight from ${table} where from_key <> to_key)`
      : table
    const edge = (column: string) => sql.ref(`e${index}.${column}`)
    from.push(sql`${rows} ${sql.ref(`e${index}`)}`)
    where.push(
      sql`${edge('tenant_id')} = ${tenant} and ${edge('from_key')} = ${node(source, 'key')}
  and ${edge('to_key')} = ${node(target, 'key')}`,
    )
    if (minWeight !== undefined) where.push(sql`${edge('weight')} >= ${minWeight}`)
    edges.slice(0, index).forEach((earlier, before) => {
      if (earlier.label === label) where.push(otherEdge(before, index, ends.undirected))
    })
  })
  const list = (columns: readonly RawBuilder<unknown>[], type: string) =>
    sql`array[${sql.join(columns)}]::${sql.raw(type)}[]`
  return sql`select ${list(
    names.map((name) => node(name, 'key')),
    'text',
  )} as keys, ${list(
    names.map((name) => sql`${node(name, 'properties')}::text`),
    'text',
  )} as properties, ${list(
    edges.map((_, index) => sql.ref(`e${index}.weight`)),
    'float8',
  )} as weights
from ${sql.join(from)} where ${sql.join(where, sql` and `)}
order by ${sql.join(names.map((name) => node(name, 'key')))} limit ${limit}`
}

/** That two edges of a label are not the same one. */
function otherEdge(before: number, index: number, undirected: boolean): RawBuilder<unknown> {
  const a = (column: string) => sql.ref(`e${before}.${column}`)
  const b = (column: string) => sql.ref(`e${index}.${column}`)
  const same = sql`${a('from_key')} = ${b('from_key')} and ${a('to_key')} = ${b('to_key')}`
  return undirected
    ? sql`not ((${same}) or (${a('from_key')} = ${b('to_key')} and ${a('to_key')} = ${b('from_key')}))`
    : sql`not (${same})`
}

function checkShape(names: readonly string[], edges: PatternQuery['edges']): void {
  const [first] = names
  if (first === undefined) throw new InvalidArgumentError('a pattern has at least one node')
  if (edges.length > mostEdges) {
    throw new InvalidArgumentError(`a pattern has at most ${mostEdges} edges, found ${edges.length}`)
  }
  const reached = new Set([first])
  for (let round = 0; round < edges.length; round++) {
    for (const { from, to } of edges) {
      if (reached.has(from)) reached.add(to)
      if (reached.has(to)) reached.add(from)
    }
  }
  if (reached.size !== names.length || !names.every((name) => reached.has(name))) {
    throw new InvalidArgumentError('the edges of a pattern connect all its nodes, and no others')
  }
}
