import { InvalidArgumentError, type GraphSteps, type TenantId } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import { endsOf, isShared } from '../define/graph-definition.ts'
import type { GraphLayout } from '../table/graph-layout.ts'
import type { Slot } from './slot.ts'

/** Edges of one label, followed in one direction. */
export interface Branch {
  readonly label: string
  /** The labels of the nodes on both sides, in the direction in which it is followed. */
  readonly fromLabel: string
  readonly toLabel: string
  /** Whether it is followed against the direction in which it is kept. */
  readonly against: boolean
  /** Whether it is derived of other edges, so that only conditions on single nodes make it quick. */
  readonly shared: boolean
  /** The edges that count, with columns `from_key` and `to_key` in the direction in which it is followed. */
  readonly near: RawBuilder<unknown>
  readonly far: RawBuilder<unknown>
  readonly table: RawBuilder<unknown>
  /** True for edges of the tenant, heavy enough, that no other branch has; the table is called `e`. */
  readonly counts: RawBuilder<unknown>
}

/**
 * What is followed from a node onwards; `backward` turns it round.
 *
 * @throws InvalidArgumentError naming a label the graph does not have
 */
export function branchesOf(
  layout: GraphLayout,
  { edges, direction = 'out', minWeight }: GraphSteps,
  { tenant, backward = false, slots }: BranchOptions,
): readonly Branch[] {
  const { graph } = layout
  const kept = () =>
    Object.keys(graph.edges).filter((label) => !isShared(graph.edges[label] ?? { shared: '' }))
  checkWeight(minWeight)
  return [...new Set(edges ?? kept())].flatMap((label) => {
    const definition = Object.hasOwn(graph.edges, label) ? graph.edges[label] : undefined
    if (definition === undefined) throw unknownLabel('an edge', graph.name, Object.keys(graph.edges))
    const { from, to, undirected } = endsOf(graph, label)
    const shared = isShared(definition)
    const table = layout.table(label, tenant)
    const heavy = minWeight === undefined ? sql`` : sql` and e.weight >= ${slots?.minWeight ?? minWeight}`
    const branch = (against: boolean, other = sql``): Branch => ({
      label,
      fromLabel: against ? to : from,
      toLabel: against ? from : to,
      against,
      shared,
      near: against ? sql`e.to_key` : sql`e.from_key`,
      far: against ? sql`e.from_key` : sql`e.to_key`,
      table,
      counts: sql`e.tenant_id = ${slots?.tenant ?? tenant}${heavy}${other}`,
    })
    if (shared) return [branch(false)] // it is there in both directions already
    if (undirected || direction === 'both') {
      // An edge from a node to itself is followed once.
      return [branch(false), branch(true, from === to ? sql` and e.from_key <> e.to_key` : sql``)]
    }
    return [branch((direction === 'in') !== backward)]
  })
}

/** For whom branches are followed, and how. */
export interface BranchOptions {
  readonly tenant: TenantId
  /** Whether they are turned round. Default false. */
  readonly backward?: boolean | undefined
  /** Stand in the statement for the values of the same name. Default: the values themselves do. */
  readonly slots?: { readonly tenant: Slot; readonly minWeight: Slot } | undefined
}

/** @throws InvalidArgumentError when it is no number */
export function checkWeight(minWeight: number | undefined): number | undefined {
  if (minWeight === undefined || Number.isFinite(minWeight)) return minWeight
  throw new InvalidArgumentError(`minWeight is a finite number, found ${minWeight}`)
}

/** What is wrong with a label, without repeating it: it may come from outside. */
export function unknownLabel(what: string, graph: string, known: readonly string[]): InvalidArgumentError {
  return new InvalidArgumentError(`expected the label of ${what} of graph ${graph}: ${known.join(', ')}`)
}
