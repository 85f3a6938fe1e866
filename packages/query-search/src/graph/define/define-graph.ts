import { ConfigurationError } from '@uno-ts/types'
import {
  isShared,
  type EdgeDefinition,
  type GraphDefinition,
  type NodeDefinition,
  type SharedEdgeDefinition,
} from './graph-definition.ts'

/**
 * Defines a graph: which kinds of nodes there are and which edges run between them. The definition is a frozen value; the
 * tables come from `graphMigrations`, the content from a `SqlGraphTarget`, answers from a `SqlGraphService`.
 *
 * @throws ConfigurationError that names the field when the definition cannot work
 * @example
 * ```ts
 * import { defineGraph } from '@uno-ts/query-search'
 * import { z } from 'zod'
 *
 * export const trade = defineGraph({
 *   name: 'trade',
 *   nodes: { Product: { schema: z.object({ name: z.string() }) }, Basket: {} },
 *   edges: { IN: { from: 'Product', to: 'Basket' }, BOUGHT_WITH: { shared: 'IN' } },
 * })
 * ```
 */
export function defineGraph<
  const Nodes extends Readonly<Record<string, NodeDefinition>>,
  const Edges extends Readonly<Record<string, EdgeDefinition | SharedEdgeDefinition>>,
>(graph: GraphDefinition<Nodes, Edges>): GraphDefinition<Nodes, Edges> {
  const refuse = (path: string, expected: string): never => {
    throw new ConfigurationError(`graph ${JSON.stringify(graph.name)}: ${path} must be ${expected}`, {
      path: `${graph.name}.${path}`,
    })
  }
  const { name, nodes, edges } = graph
  if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(name) || name.length < 3 || name.length > longestName) {
    refuse('name', `lower case words joined by "_", 3 to ${longestName} characters`)
  }
  const labels = [...Object.keys(nodes), ...Object.keys(edges)]
  for (const label of labels) {
    if (!isLabel(label)) refuse(`the label ${JSON.stringify(label)}`, labelShape)
  }
  const unlike = new Set(labels.map((label) => label.toLowerCase()))
  if (unlike.size < labels.length) refuse('labels', 'told apart by more than their case')
  if (Object.keys(nodes).length === 0) refuse('nodes', 'at least one')
  for (const [label, edge] of Object.entries<EdgeDefinition | SharedEdgeDefinition>(edges)) {
    if (isShared(edge)) {
      const through = Object.hasOwn(edges, edge.shared) ? edges[edge.shared] : undefined
      if (through === undefined || isShared(through)) refuse(`edges.${label}.shared`, 'an edge that is kept')
      continue
    }
    for (const end of ['from', 'to'] as const) {
      if (!Object.hasOwn(nodes, edge[end])) refuse(`edges.${label}.${end}`, 'the label of a node')
    }
    if (edge.undirected === true && edge.from !== edge.to) {
      refuse(`edges.${label}.undirected`, 'false for an edge between different labels')
    }
  }
  return Object.freeze({
    name,
    nodes: Object.freeze({ ...nodes }),
    edges: Object.freeze({ ...edges }),
  })
}

const longestName = 24
const labelShape = 'letters, digits and "_", not led by a digit, at most 24'

/** Whether a text can be a label. */
function isLabel(label: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]{0,23}$/.test(label)
}
