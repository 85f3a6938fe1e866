import type { TenantId } from '@uno-ts/types'
import { sql } from 'kysely'
import type { AnyKysely } from '../../statement/any-kysely.ts'
import { translateError } from '../../statement/translate-error.ts'
import { endsOf, isShared, type GraphDefinition } from '../define/graph-definition.ts'
import { ageGraphName, ageViewName, keyOf, labelTable, propertyOf, same } from './age-names.ts'

// AGE 1.5 gives a map as text through its output function only, so `format` stands for a cast.

/** Makes what AGE needs of one tenant's graph, where it is not there yet: safe when many processes do it at once. */
export async function prepareAgeGraph(
  db: AnyKysely,
  { graph, schema, tenant }: AgeGraphPlace,
): Promise<void> {
  try {
    await db.transaction().execute(async (tx) => {
      const name = ageGraphName(graph, tenant)
      await sql`select pg_advisory_xact_lock(hashtext(${`age ${name}`}))`.execute(tx)
      await sql`select set_config('search_path', 'ag_catalog, "$user", public', true)`.execute(tx)
      await sql`create schema if not exists ${sql.id(schema)}`.execute(tx)
      await sql`select ag_catalog.create_graph(${name}::name)
        where not exists (select from ag_catalog.ag_graph where name = ${name}::name)`.execute(tx)
      for (const label of Object.keys(graph.nodes)) await prepareNode(tx, label, { graph, schema, tenant })
      for (const [label, edge] of Object.entries(graph.edges)) {
        if (!isShared(edge)) await prepareEdge(tx, label, { graph, schema, tenant })
      }
      for (const [label, edge] of Object.entries(graph.edges)) {
        if (isShared(edge)) await prepareShared(tx, label, { graph, schema, tenant, of: edge.shared })
      }
    })
  } catch (error) {
    throw translateError(error)
  }
}

/** Whose graph, and where its views are. */
export interface AgeGraphPlace {
  readonly graph: GraphDefinition
  readonly schema: string
  readonly tenant: TenantId
}

async function hasLabel(tx: AnyKysely, label: string, { graph, tenant }: AgeGraphPlace): Promise<boolean> {
  const { rows } =
    await sql`select from ag_catalog.ag_label l join ag_catalog.ag_graph g on g.graphid = l.graph
    where g.name = ${ageGraphName(graph, tenant)}::name and l.name = ${label}::name`.execute(tx)
  return rows.length > 0
}

async function prepareNode(tx: AnyKysely, label: string, place: AgeGraphPlace): Promise<void> {
  const { graph, schema, tenant } = place
  const table = labelTable(graph, label, tenant)
  if (!(await hasLabel(tx, label, place))) {
    await sql`select ag_catalog.create_vlabel(${sql.lit(ageGraphName(graph, tenant))}, ${sql.lit(label)})`.execute(
      tx,
    )
    // For Cypher, which compares agtype; and for ours, which compares text and allows each key once.
    await sql`create index on ${table} using btree ((${propertyOf('', 'key')}))`.execute(tx)
    await sql`create unique index on ${table} using btree ((${keyOf()}) collate "C")`.execute(tx)
  }
  await sql`create or replace view ${sql.id(schema, ageViewName(graph, label, tenant))} as
    select ${sql.lit(tenant)}::text as tenant_id, ${keyOf('n')} collate "C" as key,
      (format('%s', n.properties)::jsonb) - 'key' as properties
    from ${table} n`.execute(tx)
}

async function prepareEdge(tx: AnyKysely, label: string, place: AgeGraphPlace): Promise<void> {
  const { graph, schema, tenant } = place
  const table = labelTable(graph, label, tenant)
  if (!(await hasLabel(tx, label, place))) {
    await sql`select ag_catalog.create_elabel(${sql.lit(ageGraphName(graph, tenant))}, ${sql.lit(label)})`.execute(
      tx,
    )
    await sql`create unique index on ${table} using btree (start_id, end_id)`.execute(tx)
    await sql`create index on ${table} using btree (end_id, start_id)`.execute(tx)
  }
  const { from, to } = endsOf(graph, label)
  await sql`create or replace view ${sql.id(schema, ageViewName(graph, label, tenant))} as
    select ${sql.lit(tenant)}::text as tenant_id, ${keyOf('f')} collate "C" as from_key,
      ${keyOf('t')} collate "C" as to_key, (${propertyOf('e', 'weight')})::double precision as weight,
      (format('%s', e.properties)::jsonb) - 'weight' as properties
    from ${table} e join ${labelTable(graph, from, tenant)} f on f.id ${same} e.start_id
    join ${labelTable(graph, to, tenant)} t on t.id ${same} e.end_id`.execute(tx)
}

async function prepareShared(
  tx: AnyKysely,
  label: string,
  { graph, schema, tenant, of }: AgeGraphPlace & { readonly of: string },
): Promise<void> {
  const edges = labelTable(graph, of, tenant)
  const nodes = labelTable(graph, endsOf(graph, of).from, tenant)
  await sql`create or replace view ${sql.id(schema, ageViewName(graph, label, tenant))} as
    select ${sql.lit(tenant)}::text as tenant_id, ${keyOf('f')} collate "C" as from_key,
      ${keyOf('t')} collate "C" as to_key, count(*)::double precision as weight, '{}'::jsonb as properties
    from ${edges} a join ${edges} b on b.end_id ${same} a.end_id and b.start_id operator(ag_catalog.<>) a.start_id
    join ${nodes} f on f.id ${same} a.start_id join ${nodes} t on t.id ${same} b.start_id
    group by 1, 2, 3`.execute(tx)
}
