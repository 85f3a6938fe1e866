import type { Schema } from '@uno-ts/types'

/** One kind of node. */
export interface NodeDefinition {
  /** What its properties must fit, checked before they are written; what it gives out is kept. Default: any JSON object. */
  readonly schema?: Schema | undefined
}

/** One kind of edge, between nodes of two labels or of one. Two nodes have at most one edge of a label in a direction. */
export interface EdgeDefinition {
  /** The label of the node it comes from. */
  readonly from: string
  /** The label of the node it goes to. */
  readonly to: string
  /** Whether it has no direction; then `from` and `to` are one label. Default false. */
  readonly undirected?: boolean | undefined
  /** What its properties must fit. Default: any JSON object. */
  readonly schema?: Schema | undefined
}

/**
 * An edge that nobody writes: two nodes have it when edges of another label lead from both to the same node, and its
 * weight is to how many. Goods that were bought together, people who know the same ones. It has no direction.
 */
export interface SharedEdgeDefinition {
  /** The label of the edges that lead to what is shared. */
  readonly shared: string
}

/** The shape of a graph. Made by `defineGraph`. */
export interface GraphDefinition<
  Nodes extends Readonly<Record<string, NodeDefinition>> = Readonly<Record<string, NodeDefinition>>,
  Edges extends Readonly<Record<string, EdgeDefinition | SharedEdgeDefinition>> = Readonly<
    Record<string, EdgeDefinition | SharedEdgeDefinition>
  >,
> {
  /** Names the tables: lower case words joined by `_`, 3 to 24 characters. */
  readonly name: string
  /** The kinds of nodes by label. Labels are letters, digits and `_`, at most 24; no two differ by case only. */
  readonly nodes: Nodes
  /** The kinds of edges by label. */
  readonly edges: Edges
}

/** The labels of a graph's nodes. */
export type NodeLabelOf<Graph extends GraphDefinition> = keyof Graph['nodes'] & string

/** The labels of a graph's edges. */
export type EdgeLabelOf<Graph extends GraphDefinition> = keyof Graph['edges'] & string

/** Whether an edge is derived of others. */
export function isShared(edge: EdgeDefinition | SharedEdgeDefinition): edge is SharedEdgeDefinition {
  return 'shared' in edge
}

/** Between which labels an edge runs. */
export function endsOf(
  { edges }: GraphDefinition,
  label: string,
): { readonly from: string; readonly to: string; readonly undirected: boolean } {
  const edge = edges[label]
  if (edge === undefined) throw new RangeError(`no edge ${label}`) // checked by whoever asks
  if (!isShared(edge)) return { from: edge.from, to: edge.to, undirected: edge.undirected ?? false }
  const { from } = endsOf({ edges } as GraphDefinition, edge.shared) // only its edges are read
  return { from, to: from, undirected: true }
}
