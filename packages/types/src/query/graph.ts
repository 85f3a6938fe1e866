import type { JsonObject } from '../json/json.ts'
import type { ReadModelOptions } from '../read-model/read-model-repository.ts'

/** Where a graph is kept and asked: in tables of its own, or in Apache AGE. */
export type GraphEngine = 'relational' | 'age'

/** Names one node: its key is unique within its label. */
export interface GraphNodeRef<NodeLabel extends string = string> {
  readonly label: NodeLabel
  readonly key: string
}

/** A node as it is kept. */
export interface GraphNode<NodeLabel extends string = string> extends GraphNodeRef<NodeLabel> {
  readonly properties: JsonObject
}

/** An edge as it is kept; one without direction runs from the end whose key comes first. */
export interface GraphEdge<EdgeLabel extends string = string> {
  readonly label: EdgeLabel
  readonly from: GraphNodeRef
  readonly to: GraphNodeRef
  /** 1 unless it was told. */
  readonly weight: number
  readonly properties: JsonObject
}

/** Which edges a question follows. */
export interface GraphSteps<EdgeLabel extends string = string> {
  /** Default: every label of the graph that is kept; edges that are derived are followed when they are named. */
  readonly edges?: readonly EdgeLabel[] | undefined
  /** Edges without direction are followed both ways, whatever this says. Default `out`. */
  readonly direction?: 'out' | 'in' | 'both' | undefined
  /** Edges of less weight are not there. */
  readonly minWeight?: number | undefined
}

/** Asks for what is one edge away, the heaviest edge first. */
export interface NeighboursQuery<
  NodeLabel extends string = string,
  EdgeLabel extends string = string,
> extends GraphSteps<EdgeLabel> {
  readonly type: 'neighbours'
  readonly of: GraphNodeRef<NodeLabel>
  /** 1 to the most rows an answer may have. Default 100. */
  readonly limit?: number | undefined
}

/** Asks for a way with the fewest edges. */
export interface PathQuery<
  NodeLabel extends string = string,
  EdgeLabel extends string = string,
> extends GraphSteps<EdgeLabel> {
  readonly type: 'path'
  readonly from: GraphNodeRef<NodeLabel>
  readonly to: GraphNodeRef<NodeLabel>
  /** How many edges it may have at most. Default and highest: that of the service. */
  readonly maxDepth?: number | undefined
}

/** Asks for all that is at most so many edges away, the nearest first. */
export interface ReachableQuery<
  NodeLabel extends string = string,
  EdgeLabel extends string = string,
> extends GraphSteps<EdgeLabel> {
  readonly type: 'reachable'
  readonly from: GraphNodeRef<NodeLabel>
  readonly depth: number
  /** 1 to the most rows an answer may have. Default: that many. */
  readonly limit?: number | undefined
}

/** A node of a pattern. */
export interface PatternNode<NodeLabel extends string = string> {
  readonly label: NodeLabel
  /** Only this one. Default: any of the label. */
  readonly key?: string | undefined
}

/** An edge of a pattern, between two of its nodes. */
export interface PatternEdge<EdgeLabel extends string = string> {
  readonly label: EdgeLabel
  /** The names of its ends; for an edge without direction in any order. */
  readonly from: string
  readonly to: string
  readonly minWeight?: number | undefined
}

/** Asks for every way to lay a shape over the graph: no edge is used twice in one answer. */
export interface PatternQuery<NodeLabel extends string = string, EdgeLabel extends string = string> {
  readonly type: 'pattern'
  /** The nodes by the names that answers have. */
  readonly nodes: Readonly<Record<string, PatternNode<NodeLabel>>>
  /** Connects all nodes. */
  readonly edges: readonly PatternEdge<EdgeLabel>[]
  /** 1 to the most rows an answer may have. Default 100. */
  readonly limit?: number | undefined
}

/** A question to a graph, as plain data. */
export type GraphQuery<NodeLabel extends string = string, EdgeLabel extends string = string> =
  | NeighboursQuery<NodeLabel, EdgeLabel>
  | PathQuery<NodeLabel, EdgeLabel>
  | ReachableQuery<NodeLabel, EdgeLabel>
  | PatternQuery<NodeLabel, EdgeLabel>

/** What every answer tells beside its items. */
export interface GraphAnswer {
  /** Who has answered. */
  readonly engine: GraphEngine
  /** `false` when a limit has cut the answer short: there may be more than is told. */
  readonly complete: boolean
}

/** A node one edge away, with that edge. */
export interface GraphNeighbour {
  readonly node: GraphNode
  readonly edge: GraphEdge
}

/** Heaviest edge first; then by the node's key and label and the edge's label, by code point. */
export interface NeighboursAnswer extends GraphAnswer {
  readonly neighbours: readonly GraphNeighbour[]
}

/** Of several paths with the fewest edges the one whose keys come first, one after the other, by code point. */
export interface PathAnswer extends GraphAnswer {
  /** From the first node to the last; a node is its own path, without edges. `undefined`: none was found. */
  readonly path: { readonly nodes: readonly GraphNodeRef[]; readonly edges: readonly GraphEdge[] } | undefined
}

/** Nearest first; then by key and label, by code point. The node itself is not among them. */
export interface ReachableAnswer extends GraphAnswer {
  readonly nodes: readonly (GraphNodeRef & {
    /** How many edges away, at least. */
    readonly depth: number
  })[]
}

/** In the order of the keys of its nodes, by their names' order in the question. */
export interface PatternAnswer<Match = PatternMatch> extends GraphAnswer {
  readonly matches: readonly Match[]
}

/** One way to lay a pattern over the graph. */
export interface PatternMatch {
  /** By the names of the question. */
  readonly nodes: Readonly<Record<string, GraphNode>>
  /** The weights of the edges, in the order of the question. */
  readonly weights: readonly number[]
}

/** The answer to a question. */
export type GraphAnswerOf<Query extends GraphQuery> = Query extends NeighboursQuery
  ? NeighboursAnswer
  : Query extends PathQuery
    ? PathAnswer
    : Query extends ReachableQuery
      ? ReachableAnswer
      : PatternAnswer

/** Answers questions to one graph. */
export interface GraphSearch<NodeLabel extends string = string, EdgeLabel extends string = string> {
  /** @throws InvalidArgumentError naming a label the graph does not have, or a number out of range */
  graphQuery<Query extends GraphQuery<NodeLabel, EdgeLabel>>(
    query: Query,
    options?: Pick<ReadModelOptions, 'tenant' | 'signal' | 'transaction'>,
  ): Promise<GraphAnswerOf<Query>>
}
