import type { GraphNodeRef, JsonObject } from '@uno-ts/types'
import type { EdgeLabelOf, GraphDefinition, NodeLabelOf } from '../define/graph-definition.ts'

/**
 * One change of a graph. Changes are applied in their order. An edge brings the nodes at its ends with it; a node that is
 * removed takes its edges with it.
 */
export type GraphChange<Graph extends GraphDefinition = GraphDefinition> =
  | {
      readonly type: 'upsertNode'
      readonly node: GraphNodeRef<NodeLabelOf<Graph>>
      /** Replaces all of them. Default: they stay as they are, `{}` for a new node. */
      readonly properties?: JsonObject | undefined
    }
  | { readonly type: 'removeNode'; readonly node: GraphNodeRef<NodeLabelOf<Graph>> }
  | ({
      readonly type: 'upsertEdge'
      /** Replaces it; a finite number. Default: it stays as it is, 1 for a new edge. */
      readonly weight?: number | undefined
      /** Replaces all of them. Default: they stay as they are, `{}` for a new edge. */
      readonly properties?: JsonObject | undefined
    } & EdgeEnds<Graph>)
  | ({
      readonly type: 'addWeight'
      /** What is added to the weight; a new edge starts from 0. Whole numbers up to 2^53 add up exactly. */
      readonly by: number
    } & EdgeEnds<Graph>)
  | ({ readonly type: 'removeEdge' } & EdgeEnds<Graph>)

/** Names one edge: the labels of its ends are those of its definition. */
export interface EdgeEnds<Graph extends GraphDefinition = GraphDefinition> {
  readonly edge: EdgeLabelOf<Graph>
  readonly from: string
  readonly to: string
}
