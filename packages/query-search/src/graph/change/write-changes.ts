import type { FoldedChanges, FoldedEdge, FoldedNode } from './fold-changes.ts'

/** How the weight of an edge that is there already is written: replaced, or added to, less what a new edge starts from. */
export type WeightWrite = 'replace' | { readonly addLess: 0 | 1 }

/** The statements of one keeper of graphs; each is given what it does to many nodes or edges of one label. */
export interface GraphWriter {
  /** With all edges at them, of every label. */
  removeNodes(label: string, keys: readonly string[]): Promise<void>
  removeEdges(label: string, edges: readonly FoldedEdge[]): Promise<void>
  /** Replaces properties, or keeps those that are there. */
  upsertNodes(label: string, nodes: readonly FoldedNode[], replaceProperties: boolean): Promise<void>
  upsertEdges(
    label: string,
    edges: readonly FoldedEdge[],
    write: { readonly weight: WeightWrite; readonly replaceProperties: boolean },
  ): Promise<void>
}

/**
 * Writes what changes come to: first what is removed, then nodes, then edges, each in the order of its keys, so that
 * writers of the same rows wait for each other in one order.
 */
export async function writeChanges({ nodes, edges }: FoldedChanges, writer: GraphWriter): Promise<void> {
  for (const [label, all] of inOrderOfKeys(nodes)) {
    const removed = all.filter(({ remove }) => remove)
    if (removed.length > 0) {
      await writer.removeNodes(
        label,
        removed.map(({ key }) => key),
      )
    }
  }
  for (const [label, all] of inOrderOfKeys(edges)) {
    const removed = all.filter(({ remove }) => remove)
    if (removed.length > 0) await writer.removeEdges(label, removed)
  }
  for (const [label, all] of inOrderOfKeys(nodes)) {
    const there = all.filter((node) => node.there)
    for (const replace of [false, true]) {
      const some = there.filter(({ properties }) => (properties !== undefined) === replace)
      if (some.length > 0) await writer.upsertNodes(label, some, replace)
    }
  }
  for (const [label, all] of inOrderOfKeys(edges)) {
    for (const [shape, some] of Map.groupBy(
      all.filter(({ there }) => there),
      shapeOf,
    )) {
      const [weight, properties] = shape.split(' ')
      await writer.upsertEdges(label, some, {
        weight: weight === 'replace' ? 'replace' : { addLess: weight === '1' ? 1 : 0 },
        replaceProperties: properties === 'replace',
      })
    }
  }
}

function shapeOf({ weight, start, properties }: FoldedEdge): string {
  return `${weight === undefined ? start : 'replace'} ${properties === undefined ? 'keep' : 'replace'}`
}

/** What a new edge weighs. */
export function weightOf({ weight, start, added }: FoldedEdge): number {
  return weight ?? start + added
}

function inOrderOfKeys<Value>(
  all: ReadonlyMap<string, ReadonlyMap<string, Value>>,
): readonly (readonly [label: string, values: readonly Value[]])[] {
  return [...all]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, byKey]) => [
      label,
      [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value),
    ])
}
