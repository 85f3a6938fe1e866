import type { GraphNodeRef, GraphSteps } from '@uno-ts/types'
import type { GraphChange } from '../src/graph/change/graph-change.ts'
import type { social } from './social-graph.ts'

type Change = GraphChange<typeof social>
interface Edge {
  readonly label: string
  readonly from: GraphNodeRef
  readonly to: GraphNodeRef
  weight: number
}
/** An edge as it is followed. */
interface Followed extends Edge {
  readonly near: GraphNodeRef
  readonly far: GraphNodeRef
}

const same = (a: GraphNodeRef, b: GraphNodeRef) => a.label === b.label && a.key === b.key
const byCodePoint = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
const byNode = (a: GraphNodeRef, b: GraphNodeRef) =>
  byCodePoint(a.key, b.key) || byCodePoint(a.label, b.label)

/** What a graph is meant to do, in the plainest way: lists that are gone through. */
export class ReferenceGraph {
  #nodes: GraphNodeRef[] = []
  #edges: Edge[] = []

  apply(changes: readonly Change[]): void {
    for (const change of changes) this.#applyOne(change)
  }

  #applyOne(change: Change): void {
    switch (change.type) {
      case 'upsertNode':
        return this.#bring(change.node)
      case 'removeNode':
        this.#nodes = this.#nodes.filter((node) => !same(node, change.node))
        this.#edges = this.#edges.filter(({ from, to }) => !same(from, change.node) && !same(to, change.node))
        return
      case 'removeEdge': {
        const gone = this.#edgeOf(change)
        this.#edges = this.#edges.filter((edge) => !this.#is(edge, gone))
        return
      }
      case 'upsertEdge':
      case 'addWeight': {
        const wanted = this.#edgeOf(change)
        this.#bring(wanted.from)
        this.#bring(wanted.to)
        let edge = this.#edges.find((known) => this.#is(known, wanted))
        if (edge === undefined) {
          edge = { ...wanted, weight: change.type === 'upsertEdge' ? 1 : 0 }
          this.#edges.push(edge)
        }
        if (change.type === 'addWeight') edge.weight += change.by
        else edge.weight = change.weight ?? edge.weight
      }
    }
  }

  #edgeOf({ edge, from, to }: Pick<Extract<Change, { type: 'removeEdge' }>, 'edge' | 'from' | 'to'>): Edge {
    const ends = [from, to]
    if (edge === 'KNOWS') ends.sort(byCodePoint)
    return {
      label: edge,
      from: { label: 'Person', key: ends[0] ?? '' },
      to: { label: edge === 'MEMBER_OF' ? 'Club' : 'Person', key: ends[1] ?? '' },
      weight: 1,
    }
  }

  #is(a: Edge, b: Edge): boolean {
    return a.label === b.label && same(a.from, b.from) && same(a.to, b.to)
  }

  #bring(node: GraphNodeRef): void {
    if (!this.#nodes.some((known) => same(known, node))) this.#nodes.push(node)
  }

  #allEdges(): readonly Edge[] {
    const members = this.#edges.filter(({ label }) => label === 'MEMBER_OF')
    const shared = new Map<string, Edge>()
    for (const a of members) {
      for (const b of members) {
        if (!same(a.to, b.to) || same(a.from, b.from)) continue
        const id = `${a.from.key}\0${b.from.key}`
        const known = shared.get(id)
        if (known === undefined) shared.set(id, { label: 'MEETS', from: a.from, to: b.from, weight: 1 })
        else known.weight += 1
      }
    }
    return [...this.#edges, ...shared.values()]
  }

  #followed(node: GraphNodeRef, { edges, direction = 'out', minWeight }: GraphSteps): readonly Followed[] {
    const wanted = edges ?? ['WROTE_TO', 'KNOWS', 'MEMBER_OF']
    return this.#allEdges()
      .filter(({ label, weight }) => wanted.includes(label) && weight >= (minWeight ?? -Infinity))
      .flatMap((edge): Followed[] => {
        const both = direction === 'both' || edge.label === 'KNOWS'
        const followed: Followed[] = []
        if (edge.label === 'MEETS' || both || direction === 'out') {
          followed.push({ ...edge, near: edge.from, far: edge.to })
        }
        const loop = same(edge.from, edge.to)
        if (edge.label !== 'MEETS' && (both ? !loop : direction === 'in')) {
          followed.push({ ...edge, near: edge.to, far: edge.from })
        }
        return followed
      })
      .filter(({ near }) => same(near, node))
  }

  neighbours(of: GraphNodeRef, steps: GraphSteps) {
    return this.#followed(of, steps)
      .toSorted((a, b) => b.weight - a.weight || byNode(a.far, b.far) || byCodePoint(a.label, b.label))
      .map(({ label, weight, far, from, to }) => ({ node: far, edge: { label, weight, from, to } }))
  }

  reachable(from: GraphNodeRef, depth: number, steps: GraphSteps) {
    const known = [{ ...from, depth: 0 }]
    for (const node of known) {
      if (node.depth === depth) continue
      for (const { far } of this.#followed(node, steps)) {
        if (!known.some((one) => same(one, far))) known.push({ ...far, depth: node.depth + 1 })
      }
    }
    return known.slice(1).toSorted((a, b) => a.depth - b.depth || byNode(a, b))
  }

  /** All paths, shortest first, then by the keys on their way; the first of them. */
  path(from: GraphNodeRef, to: GraphNodeRef, maxDepth: number, steps: GraphSteps) {
    if (!this.#nodes.some((node) => same(node, from))) return undefined
    let paths: GraphNodeRef[][] = [[from]]
    const seen: GraphNodeRef[] = [from]
    for (let depth = 0; depth <= maxDepth; depth++) {
      const arrived = paths.filter((path) => path.length > 0 && same(path.at(-1) ?? from, to))
      if (arrived.length > 0) return arrived.toSorted(byWay)[0]
      paths = paths.flatMap((path) =>
        this.#followed(path.at(-1) ?? from, steps)
          .filter(({ far }) => !seen.some((one) => same(one, far)))
          .map(({ far }) => [...path, far]),
      )
      // Of several ways to a node the first is enough.
      paths = [
        ...Map.groupBy(paths, (path) => `${path.at(-1)?.label}\0${path.at(-1)?.key}`).values(),
      ].flatMap((ways) => ways.toSorted(byWay).slice(0, 1))
      for (const path of paths) seen.push(path.at(-1) ?? from)
    }
    return undefined
  }

  /** Two people of whom the first wrote to the second, both in one club. */
  writersOfOneClub() {
    const members = this.#edges.filter(({ label }) => label === 'MEMBER_OF')
    return this.#edges
      .filter(({ label }) => label === 'WROTE_TO')
      .flatMap(({ from, to, weight }) =>
        members
          .filter((member) => same(member.from, from))
          .flatMap((a) =>
            members
              .filter((b) => same(b.from, to) && same(b.to, a.to) && b !== a)
              .map((b) => ({ keys: [from.key, to.key, a.to.key], weights: [weight, a.weight, b.weight] })),
          ),
      )
      .toSorted((a, b) => byKeys(a.keys, b.keys))
  }
}

function byWay(a: readonly GraphNodeRef[], b: readonly GraphNodeRef[]): number {
  for (const [index, node] of a.entries()) {
    const other = b[index]
    if (other === undefined) return 1
    if (!same(node, other)) return byNode(node, other)
  }
  return 0
}

function byKeys(a: readonly string[], b: readonly string[]): number {
  for (const [index, key] of a.entries()) {
    const order = byCodePoint(key, b[index] ?? '')
    if (order !== 0) return order
  }
  return 0
}
