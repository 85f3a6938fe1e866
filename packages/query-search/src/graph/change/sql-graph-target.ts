import { defaultTenant, type TenantId } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import type { AnyKysely } from '../../statement/any-kysely.ts'
import { translateError } from '../../statement/translate-error.ts'
import { isShared, type GraphDefinition } from '../define/graph-definition.ts'
import { relationalLayout } from '../table/graph-layout.ts'
import { checkProperties } from './check-properties.ts'
import { foldChanges, type FoldedEdge, type FoldedNode } from './fold-changes.ts'
import type { GraphChange } from './graph-change.ts'
import { weightOf, writeChanges, type GraphWriter } from './write-changes.ts'

/** What a {@link SqlGraphTarget} is made of. */
export interface SqlGraphTargetOptions<Graph extends GraphDefinition> {
  /** The graph whose tables are written. */
  readonly graph: Graph
  /** The schema that holds the tables. Default `uno`. */
  readonly schema?: string | undefined
}

/** Where and for whom changes are written. */
export interface ApplyChangesOptions {
  /** The transaction they become part of: a projection's `tx`, so that they commit with its checkpoint. */
  readonly tx: AnyKysely
  /** Whose graph. Default `default`. */
  readonly tenant?: TenantId | undefined
}

/** Takes the changes of a graph. */
export interface GraphTarget<Graph extends GraphDefinition> {
  /**
   * Applies changes, in their order, as part of a transaction. However many there are, they take a few statements.
   *
   * @throws InvalidArgumentError naming a label the graph does not have, a key or weight that cannot be kept: nothing was
   * written
   * @throws ValidationError when properties do not fit their schema: nothing was written
   */
  apply(changes: readonly GraphChange<Graph>[], options: ApplyChangesOptions): Promise<void>
  /** Removes all of a tenant's nodes and edges, for a rebuild. */
  clear(options: ApplyChangesOptions): Promise<void>
}

/**
 * Keeps a graph in the tables that `graphMigrations` makes: the target of a projection. What it writes commits with the
 * projection's checkpoint, so each event counts once.
 *
 * @example
 * ```ts
 * import { defineGraph, SqlGraphTarget } from '@uno-ts/query-search'
 * import type { Kysely } from 'kysely'
 *
 * const friends = defineGraph({
 *   name: 'friends',
 *   nodes: { Person: {} },
 *   edges: { WROTE_TO: { from: 'Person', to: 'Person' } },
 * })
 * const graph = new SqlGraphTarget({ graph: friends })
 *
 * export function letterSent(data: { from: string; to: string }, { tx }: { tx: Kysely<any> }) {
 *   return graph.apply([{ type: 'addWeight', edge: 'WROTE_TO', from: data.from, to: data.to, by: 1 }], { tx })
 * }
 * ```
 */
export class SqlGraphTarget<Graph extends GraphDefinition> implements GraphTarget<Graph> {
  readonly #graph: Graph
  readonly #schema: string

  constructor({ graph, schema = 'uno' }: SqlGraphTargetOptions<Graph>) {
    this.#graph = graph
    this.#schema = schema
  }

  /** {@inheritDoc GraphTarget.apply} */
  async apply(
    changes: readonly GraphChange<Graph>[],
    { tx, tenant = defaultTenant }: ApplyChangesOptions,
  ): Promise<void> {
    const checked = await checkProperties(this.#graph, changes)
    await writeChanges(
      foldChanges(this.#graph, checked),
      new SqlGraphWriter(this.#graph, { schema: this.#schema, tx, tenant }),
    )
  }

  /** {@inheritDoc GraphTarget.clear} */
  async clear({ tx, tenant = defaultTenant }: ApplyChangesOptions): Promise<void> {
    const layout = relationalLayout(this.#graph, this.#schema)
    const edges = Object.entries(this.#graph.edges).flatMap(([label, edge]) =>
      isShared(edge) ? [] : [label],
    )
    for (const label of [...edges, ...Object.keys(this.#graph.nodes)]) {
      await run(tx, sql`delete from ${layout.table(label, tenant)} where tenant_id = ${tenant}`)
    }
  }
}

class SqlGraphWriter implements GraphWriter {
  readonly #graph: GraphDefinition
  readonly #tx: AnyKysely
  readonly #tenant: TenantId
  readonly #table: (label: string) => RawBuilder<unknown>

  constructor(
    graph: GraphDefinition,
    { schema, tx, tenant }: { readonly schema: string; readonly tx: AnyKysely; readonly tenant: TenantId },
  ) {
    const layout = relationalLayout(graph, schema)
    this.#graph = graph
    this.#tx = tx
    this.#tenant = tenant
    this.#table = (label) => layout.table(label, tenant)
  }

  async removeNodes(label: string, keys: readonly string[]): Promise<void> {
    for (const [edgeLabel, edge] of Object.entries(this.#graph.edges)) {
      if (isShared(edge)) continue
      const table = this.#table(edgeLabel)
      const remove = (end: RawBuilder<unknown>) =>
        run(
          this.#tx,
          sql`delete from ${table} where tenant_id = ${this.#tenant} and ${end} = any(${keys}::text[])`,
        )
      if (edge.from === label) await remove(sql`from_key`)
      if (edge.to === label) await remove(sql`to_key`)
    }
    await run(
      this.#tx,
      sql`delete from ${this.#table(label)} where tenant_id = ${this.#tenant} and key = any(${keys}::text[])`,
    )
  }

  async removeEdges(label: string, edges: readonly FoldedEdge[]): Promise<void> {
    await run(
      this.#tx,
      sql`delete from ${this.#table(label)} e using unnest(
        ${edges.map(({ from }) => from)}::text[], ${edges.map(({ to }) => to)}::text[]) as gone (from_key, to_key)
      where e.tenant_id = ${this.#tenant} and e.from_key = gone.from_key and e.to_key = gone.to_key`,
    )
  }

  async upsertNodes(label: string, nodes: readonly FoldedNode[], replaceProperties: boolean): Promise<void> {
    const conflict = replaceProperties
      ? sql`do update set properties = excluded.properties where n.properties <> excluded.properties`
      : sql`do nothing`
    await run(
      this.#tx,
      sql`insert into ${this.#table(label)} as n (tenant_id, key, properties)
      select ${this.#tenant}, r.key, r.properties::jsonb from unnest(
        ${nodes.map(({ key }) => key)}::text[], ${nodes.map(jsonOf)}::text[]) as r (key, properties)
      on conflict (tenant_id, key) ${conflict}`,
    )
  }

  async upsertEdges(
    label: string,
    edges: readonly FoldedEdge[],
    { weight, replaceProperties }: Parameters<GraphWriter['upsertEdges']>[2],
  ): Promise<void> {
    const weighs =
      weight === 'replace'
        ? sql`excluded.weight`
        : sql`e.weight + excluded.weight - ${sql.lit(weight.addLess)}`
    const has = replaceProperties ? sql`excluded.properties` : sql`e.properties`
    await run(
      this.#tx,
      sql`insert into ${this.#table(label)} as e (tenant_id, from_key, to_key, weight, properties)
      select ${this.#tenant}, r.from_key, r.to_key, r.weight, r.properties::jsonb from unnest(
        ${edges.map(({ from }) => from)}::text[], ${edges.map(({ to }) => to)}::text[],
        ${edges.map(weightOf)}::float8[], ${edges.map(jsonOf)}::text[]) as r (from_key, to_key, weight, properties)
      on conflict (tenant_id, from_key, to_key) do update set weight = ${weighs}, properties = ${has}
      where e.weight <> ${weighs} or e.properties <> ${has}`,
    )
  }
}

function jsonOf({ properties }: { readonly properties: object | undefined }): string {
  return properties === undefined ? '{}' : JSON.stringify(properties)
}

async function run(tx: AnyKysely, statement: RawBuilder<unknown>): Promise<void> {
  const plain = tx.withoutPlugins() // a plugin that renames columns would rename ours
  try {
    await plain.executeQuery(statement.compile(plain))
  } catch (error) {
    throw translateError(error)
  }
}
