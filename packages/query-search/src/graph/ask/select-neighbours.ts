import type { TenantId } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import type { GraphLayout } from '../table/graph-layout.ts'
import type { Branch } from './branches.ts'
import type { Slot } from './slot.ts'

/** A node one edge away, as the statement gives it. */
export interface NeighbourRecord {
  readonly edge: string
  readonly against: boolean
  readonly label: string
  readonly key: string
  /** A number, or its text where the application has its own parsers. */
  readonly weight: number | string
  readonly edge_properties: string
  readonly properties: string | null
}

/** The heaviest edges of a node with what they lead to. */
export function selectNeighbours(
  label: string,
  { layout, branches, tenant, slots: { key, tenant: whose, limit } }: NeighbourSelection,
): RawBuilder<NeighbourRecord> {
  const found = branches
    .filter(({ fromLabel }) => fromLabel === label)
    .map(
      (branch) => sql`select ${sql.lit(branch.label)} as edge, ${sql.lit(branch.against)} as against,
  ${sql.lit(branch.toLabel)} as label, ${branch.far} as key, e.weight, e.properties as edge_properties
  from ${branch.table} e where ${branch.counts} and ${branch.near} = ${key}`,
    )
  if (found.length === 0) return nothing
  const properties = [...new Set(branches.map(({ toLabel }) => toLabel))].map(
    (toLabel) => sql`when ${sql.lit(toLabel)} then (
    select n.properties::text from ${layout.table(toLabel, tenant)} n where n.tenant_id = ${whose} and n.key = page.key)`,
  )
  return sql`with found as (${sql.join(found, sql`\nunion all\n`)}),
page as (select * from found order by weight desc, key, label collate "C", edge collate "C" limit ${limit})
select edge, against, label, key, weight, edge_properties::text, case label ${sql.join(properties, sql` `)} end as properties
from page order by weight desc, key, label collate "C", edge collate "C"`
}

/** What {@link selectNeighbours} is told. */
export interface NeighbourSelection {
  readonly layout: GraphLayout
  readonly branches: readonly Branch[]
  readonly tenant: TenantId
  readonly slots: { readonly key: Slot; readonly tenant: Slot; readonly limit: Slot }
}

const nothing = sql<NeighbourRecord>`select '' as edge, false as against, '' as label, '' as key, 0::float8 as weight,
  '{}' as edge_properties, '{}' as properties limit 0`
