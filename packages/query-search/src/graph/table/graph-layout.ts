import type { GraphEngine, TenantId } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import type { GraphDefinition } from '../define/graph-definition.ts'

/**
 * Where the nodes and edges of a graph are read. Whatever keeps them, they have the same columns: nodes `tenant_id`, `key`
 * and `properties`; edges `tenant_id`, `from_key`, `to_key`, `weight` and `properties`. Keys are ordered by code point.
 */
export interface GraphLayout {
  readonly engine: GraphEngine
  readonly graph: GraphDefinition
  /** The table or view of a label, of a node or an edge. */
  table(label: string, tenant: TenantId): RawBuilder<unknown>
}

/** The package's own tables. */
export function relationalLayout(graph: GraphDefinition, schema: string): GraphLayout {
  return {
    engine: 'relational',
    graph,
    table: (label) => sql.id(schema, graphTable(graph.name, label)),
  }
}

/** What the table of a label is called. */
export function graphTable(graph: string, label: string): string {
  return `graph_${graph}_${label.toLowerCase()}`
}
