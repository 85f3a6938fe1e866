import { InvalidArgumentError, type JsonObject } from '@uno-ts/types'
import { endsOf, isShared, type GraphDefinition } from '../define/graph-definition.ts'
import type { GraphChange } from './graph-change.ts'

/** What becomes of one node or edge; what was removed is removed before anything is written. */
export interface FoldedNode {
  readonly key: string
  remove: boolean
  /** Whether it is there in the end. */
  there: boolean
  properties: JsonObject | undefined
}

/** What becomes of one edge. */
export interface FoldedEdge {
  readonly from: string
  readonly to: string
  remove: boolean
  there: boolean
  /** The weight in the end, or `undefined` when it depends on the one that is kept. */
  weight: number | undefined
  /** What a new edge starts from: 1, or 0 when all that is known is what was added. */
  start: 0 | 1
  /** What is added to the weight that is kept, or to the start. */
  added: number
  properties: JsonObject | undefined
}

/** What changes come to, by label; each node and edge once. */
export interface FoldedChanges {
  readonly nodes: ReadonlyMap<string, ReadonlyMap<string, FoldedNode>>
  readonly edges: ReadonlyMap<string, ReadonlyMap<string, FoldedEdge>>
}

/**
 * Folds changes into what they come to, so that many take a few statements.
 *
 * @throws InvalidArgumentError naming a label that is not the graph's, a key that cannot be kept, a weight that is no number
 */
export function foldChanges(graph: GraphDefinition, changes: readonly GraphChange[]): FoldedChanges {
  const nodes = new Map<string, Map<string, FoldedNode>>()
  const edges = new Map<string, Map<string, FoldedEdge>>()
  const nodeOf = (label: string, key: string): FoldedNode => {
    if (!Object.hasOwn(graph.nodes, label)) refuse(`a node of ${graph.name}`, Object.keys(graph.nodes))
    checkKey(key)
    return found(nodes, label, key, () => ({ key, remove: false, there: false, properties: undefined }))
  }
  const edgeOf = (label: string, from: string, to: string): FoldedEdge => {
    const definition = Object.hasOwn(graph.edges, label) ? graph.edges[label] : undefined
    if (definition === undefined || isShared(definition)) {
      const kept = Object.entries(graph.edges).filter(([, edge]) => !isShared(edge))
      throw refuse(
        `an edge of ${graph.name} that is kept`,
        kept.map(([name]) => name),
      )
    }
    checkKey(from)
    checkKey(to)
    const [first, second] = definition.undirected === true ? inOrder(from, to) : [from, to]
    return found(edges, label, `${first}\0${second}`, () => ({
      from: first,
      to: second,
      remove: false,
      there: false,
      weight: undefined,
      start: 1,
      added: 0,
      properties: undefined,
    }))
  }
  const bring = (label: string, { from, to }: FoldedEdge): void => {
    const ends = endsOf(graph, label)
    nodeOf(ends.from, from).there = true
    nodeOf(ends.to, to).there = true
  }
  for (const change of changes) {
    switch (change.type) {
      case 'upsertNode': {
        const node = nodeOf(change.node.label, change.node.key)
        node.there = true
        node.properties = change.properties ?? node.properties
        break
      }
      case 'removeNode': {
        const { label, key } = change.node
        Object.assign(nodeOf(label, key), { remove: true, there: false, properties: undefined })
        for (const [edgeLabel, ofLabel] of edges) {
          const ends = endsOf(graph, edgeLabel)
          for (const edge of ofLabel.values()) {
            if ((ends.from === label && edge.from === key) || (ends.to === label && edge.to === key)) {
              removeEdge(edge)
            }
          }
        }
        break
      }
      case 'upsertEdge': {
        const edge = edgeOf(change.edge, change.from, change.to)
        if (change.weight !== undefined) edge.weight = checkNumber(change.weight)
        else if (!edge.there) begin(edge, 1)
        edge.there = true
        edge.properties = change.properties ?? edge.properties
        bring(change.edge, edge)
        break
      }
      case 'addWeight': {
        const edge = edgeOf(change.edge, change.from, change.to)
        const by = checkNumber(change.by)
        if (!edge.there) begin(edge, 0)
        if (edge.weight === undefined) edge.added += by
        else edge.weight += by
        edge.there = true
        bring(change.edge, edge)
        break
      }
      case 'removeEdge':
        removeEdge(edgeOf(change.edge, change.from, change.to))
    }
  }
  return { nodes, edges }
}

function removeEdge(edge: FoldedEdge): void {
  Object.assign(edge, {
    remove: true,
    there: false,
    weight: undefined,
    added: 0,
    properties: undefined,
  })
}

/** After a removal nothing is kept that could be added to. */
function begin(edge: FoldedEdge, start: 0 | 1): void {
  if (edge.remove) edge.weight = start
  else edge.start = start
}

function found<Value>(
  all: Map<string, Map<string, Value>>,
  label: string,
  key: string,
  make: () => Value,
): Value {
  let ofLabel = all.get(label)
  if (ofLabel === undefined) all.set(label, (ofLabel = new Map()))
  let value = ofLabel.get(key)
  if (value === undefined) ofLabel.set(key, (value = make()))
  return value
}

/** The ends of an edge without direction, always in the same order: by code point, as the database compares them. */
export function inOrder(a: string, b: string): readonly [string, string] {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) <= 0 ? [a, b] : [b, a]
}

function refuse(what: string, known: readonly string[]): never {
  throw new InvalidArgumentError(`expected ${what}: ${known.join(', ')}`)
}

/** @throws InvalidArgumentError for what PostgreSQL cannot keep or an index cannot hold */
export function checkKey(key: string): void {
  if (typeof key !== 'string' || key === '' || key.includes('\0') || Buffer.byteLength(key) > longestKey) {
    throw new InvalidArgumentError(`the key of a node is a text of 1 to ${longestKey} bytes without NUL`)
  }
  if (!key.isWellFormed()) throw new InvalidArgumentError('the key of a node has half a character')
}

const longestKey = 512

function checkNumber(weight: number): number {
  if (!Number.isFinite(weight)) {
    throw new InvalidArgumentError(`the weight of an edge is a finite number, found ${weight}`)
  }
  return weight
}
