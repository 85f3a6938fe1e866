import { ValidationError, validationIssues, type JsonObject, type Schema } from '@uno-ts/types'
import { isShared, type GraphDefinition } from '../define/graph-definition.ts'
import type { GraphChange } from './graph-change.ts'

/**
 * The changes with their properties as the graph's schemas give them out.
 *
 * @throws ValidationError naming the label whose properties do not fit
 */
export async function checkProperties(
  graph: GraphDefinition,
  changes: readonly GraphChange[],
): Promise<readonly GraphChange[]> {
  if (!hasSchema(graph)) return changes
  return Promise.all(
    changes.map(async (change) => {
      if (change.type !== 'upsertNode' && change.type !== 'upsertEdge') return change
      const label = change.type === 'upsertNode' ? change.node.label : change.edge
      const kind = change.type === 'upsertNode' ? graph.nodes[label] : graph.edges[label]
      const schema = kind !== undefined && 'schema' in kind ? kind.schema : undefined
      if (schema === undefined || change.properties === undefined) return change
      return { ...change, properties: await fitting(schema, label, change.properties) }
    }),
  )
}

function hasSchema({ nodes, edges }: GraphDefinition): boolean {
  return (
    Object.values(nodes).some(({ schema }) => schema !== undefined) ||
    Object.values(edges).some((edge) => !isShared(edge) && edge.schema !== undefined)
  )
}

async function fitting(schema: Schema, label: string, properties: JsonObject): Promise<JsonObject> {
  const result = await schema['~standard'].validate(properties)
  if (result.issues !== undefined) {
    throw new ValidationError(`properties of ${label}`, validationIssues(result.issues))
  }
  return result.value as JsonObject // it is written as JSON: what JSON cannot carry is left out as JSON.stringify does
}
