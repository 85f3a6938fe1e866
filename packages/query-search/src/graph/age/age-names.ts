import { createHash } from 'node:crypto'
import { defaultTenant, type TenantId } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import type { GraphDefinition } from '../define/graph-definition.ts'
import type { GraphLayout } from '../table/graph-layout.ts'

/** What AGE calls the graph of a tenant: each tenant has its own, so that no Cypher sees another's. */
export function ageGraphName({ name }: GraphDefinition, tenant: TenantId): string {
  return `uno_${name}${suffixOf(tenant)}`
}

/** The view over a label of AGE's, in the columns of a {@link GraphLayout}. */
export function ageViewName({ name }: GraphDefinition, label: string, tenant: TenantId): string {
  return `age_${name}_${label.toLowerCase()}${suffixOf(tenant)}`.slice(0, 63)
}

/** Any text may be a tenant; 64 bits of a hash are a name. */
function suffixOf(tenant: TenantId): string {
  if (tenant === defaultTenant) return ''
  return `_${createHash('sha256').update(tenant).digest('hex').slice(0, 16)}`
}

/** AGE's own tables, seen through views. */
export function ageLayout(graph: GraphDefinition, schema: string): GraphLayout {
  return {
    engine: 'age',
    graph,
    table: (label, tenant) => sql.id(schema, ageViewName(graph, label, tenant)),
  }
}

/** The table AGE keeps a label in. */
export function labelTable(graph: GraphDefinition, label: string, tenant: TenantId): RawBuilder<unknown> {
  return sql.id(ageGraphName(graph, tenant), label)
}

/** A property of a node or edge, as `agtype`; the words are AGE's own for `n.property`, so that both use one index. */
export function propertyOf(alias: string, property: 'key' | 'weight'): RawBuilder<unknown> {
  const properties = alias === '' ? sql`properties` : sql.ref(`${alias}.properties`)
  return sql`ag_catalog.agtype_access_operator(variadic array[${properties}, ${sql.lit(`"${property}"`)}::ag_catalog.agtype])`
}

/** The key of a node, as text. */
export function keyOf(alias = ''): RawBuilder<unknown> {
  return sql`(${propertyOf(alias, 'key')})::text`
}

/** AGE's operators are found by their schema: the search path stays the application's. */
export const same: RawBuilder<unknown> = sql`operator(ag_catalog.=)`
