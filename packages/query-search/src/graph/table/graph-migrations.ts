import type { MigrationSet, MigrationStep } from '@uno-ts/types'
import { isShared, type GraphDefinition } from '../define/graph-definition.ts'
import { graphTable } from './graph-layout.ts'

/**
 * The tables of graphs, for the event store's `migrate`: one for each label, one view for each edge that is derived. A
 * label that is added to a definition has its table with the next migration.
 *
 * @param graphs - in any order; each name once
 * @example
 * ```ts
 * import { defineGraph } from '@uno-ts/query-search'
 * import { graphMigrations } from '@uno-ts/query-search/migrations'
 *
 * const friends = defineGraph({
 *   name: 'friends',
 *   nodes: { Person: {} },
 *   edges: { KNOWS: { from: 'Person', to: 'Person', undirected: true } },
 * })
 *
 * export const migrations = graphMigrations([friends])
 * ```
 */
export function graphMigrations(graphs: readonly GraphDefinition[]): MigrationSet {
  return {
    name: 'graphs',
    steps: graphs.flatMap(stepsOf).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

function stepsOf({ name, nodes, edges }: GraphDefinition): readonly MigrationStep[] {
  const step = (kind: string, label: string, make: (schema: string) => readonly string[]): MigrationStep => ({
    name: `${name}-${kind}-${label}`,
    statements: ({ schema }) => make(schema),
  })
  const table = (schema: string, label: string): string => `${schema}."${graphTable(name, label)}"`
  return [
    ...Object.keys(nodes).map((label) =>
      step('1-node', label, (schema) => [createNodes(table(schema, label))]),
    ),
    ...Object.entries(edges).map(([label, edge]) =>
      isShared(edge)
        ? step('3-shared', label, (schema) => [
            createShared(table(schema, label), table(schema, edge.shared)),
          ])
        : step('2-edge', label, (schema) => createEdges(table(schema, label), graphTable(name, label))),
    ),
  ]
}

function createNodes(table: string): string {
  return `create table ${table} (
  tenant_id text collate "C" not null,
  key text collate "C" not null,
  properties jsonb not null default '{}',
  primary key (tenant_id, key)
)`
}

function createEdges(table: string, name: string): readonly string[] {
  return [
    `create table ${table} (
  tenant_id text collate "C" not null,
  from_key text collate "C" not null,
  to_key text collate "C" not null,
  weight double precision not null default 1,
  properties jsonb not null default '{}',
  primary key (tenant_id, from_key, to_key)
)`,
    `create index "${name}_back" on ${table} (tenant_id, to_key, from_key)`,
  ]
}

/** Conditions on `from_key` reach the tables below, because it is one of the columns that are grouped by. */
function createShared(view: string, edges: string): string {
  return `create view ${view} as
select a.tenant_id, a.from_key, b.from_key as to_key, count(*)::double precision as weight, '{}'::jsonb as properties
from ${edges} a join ${edges} b on b.tenant_id = a.tenant_id and b.to_key = a.to_key and b.from_key <> a.from_key
group by a.tenant_id, a.from_key, b.from_key`
}
