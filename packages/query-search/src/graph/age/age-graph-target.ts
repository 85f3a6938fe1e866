import { defaultTenant, InvalidArgumentError, type TenantId } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import type { AnyKysely } from '../../statement/any-kysely.ts'
import { translateError } from '../../statement/translate-error.ts'
import { checkProperties } from '../change/check-properties.ts'
import { foldChanges, type FoldedEdge, type FoldedNode } from '../change/fold-changes.ts'
import type { GraphChange } from '../change/graph-change.ts'
import type { ApplyChangesOptions, GraphTarget } from '../change/sql-graph-target.ts'
import { weightOf, writeChanges, type GraphWriter } from '../change/write-changes.ts'
import { endsOf, isShared, type GraphDefinition } from '../define/graph-definition.ts'
import { keyOf, labelTable, propertyOf, same } from './age-names.ts'
import { agtypeText } from './agtype-text.ts'

/** What an {@link AGEGraphTarget} is made of. */
export interface AGEGraphTargetOptions<Graph extends GraphDefinition> {
  /** The graph that is written. */
  readonly graph: Graph
}

/**
 * Keeps a graph in Apache AGE: the target of a projection, as `SqlGraphTarget` is without AGE. `AGEGraphService.prepare`
 * makes the place for it. It writes AGE's tables with statements of many rows, which takes a hundredth of the time of Cypher;
 * in Cypher the key of a node is its property `key`, the weight of an edge its property `weight`.
 *
 * @example
 * ```ts
 * import { AGEGraphTarget, defineGraph } from '@uno-ts/query-search'
 * import type { Kysely } from 'kysely'
 *
 * const friends = defineGraph({
 *   name: 'friends',
 *   nodes: { Person: {} },
 *   edges: { WROTE_TO: { from: 'Person', to: 'Person' } },
 * })
 * const graph = new AGEGraphTarget({ graph: friends })
 *
 * export function letterSent(data: { from: string; to: string }, { tx }: { tx: Kysely<any> }) {
 *   return graph.apply([{ type: 'addWeight', edge: 'WROTE_TO', from: data.from, to: data.to, by: 1 }], { tx })
 * }
 * ```
 */
export class AGEGraphTarget<Graph extends GraphDefinition> implements GraphTarget<Graph> {
  readonly #graph: Graph

  constructor({ graph }: AGEGraphTargetOptions<Graph>) {
    this.#graph = graph
  }

  /**
   * {@inheritDoc GraphTarget.apply}
   *
   * @throws SchemaError when the tenant's graph was not prepared: nothing was written
   */
  async apply(
    changes: readonly GraphChange<Graph>[],
    { tx, tenant = defaultTenant }: ApplyChangesOptions,
  ): Promise<void> {
    const folded = foldChanges(this.#graph, await checkProperties(this.#graph, changes))
    await writeChanges(folded, new AGEGraphWriter(this.#graph, { tx, tenant }))
  }

  /** {@inheritDoc GraphTarget.clear} */
  async clear({ tx, tenant = defaultTenant }: ApplyChangesOptions): Promise<void> {
    const edges = Object.entries(this.#graph.edges).flatMap(([label, edge]) =>
      isShared(edge) ? [] : [label],
    )
    for (const label of [...edges, ...Object.keys(this.#graph.nodes)]) {
      await run(tx, sql`delete from ${labelTable(this.#graph, label, tenant)}`)
    }
  }
}

class AGEGraphWriter implements GraphWriter {
  readonly #graph: GraphDefinition
  readonly #tx: AnyKysely
  readonly #table: (label: string) => RawBuilder<unknown>

  constructor(graph: GraphDefinition, { tx, tenant }: { readonly tx: AnyKysely; readonly tenant: TenantId }) {
    this.#graph = graph
    this.#tx = tx
    this.#table = (label) => labelTable(graph, label, tenant)
  }

  async removeNodes(label: string, keys: readonly string[]): Promise<void> {
    const ids = sql`select n.id from ${this.#table(label)} n where ${keyOf('n')} collate "C" = any(${keys}::text[])`
    for (const [edgeLabel, edge] of Object.entries(this.#graph.edges)) {
      if (isShared(edge)) continue
      const remove = (end: RawBuilder<unknown>) =>
        run(this.#tx, sql`delete from ${this.#table(edgeLabel)} where ${end} ${same} any (${ids})`)
      if (edge.from === label) await remove(sql`start_id`)
      if (edge.to === label) await remove(sql`end_id`)
    }
    await run(
      this.#tx,
      sql`delete from ${this.#table(label)} where ${keyOf()} collate "C" = any(${keys}::text[])`,
    )
  }

  async removeEdges(label: string, edges: readonly FoldedEdge[]): Promise<void> {
    await run(
      this.#tx,
      sql`delete from ${this.#table(label)} e
      using unnest(${edges.map(({ from }) => from)}::text[], ${edges.map(({ to }) => to)}::text[]) as gone (f, t),
        ${this.#ends(label)}
      where e.start_id ${same} f.id and e.end_id ${same} t.id
        and ${keyOf('f')} collate "C" = gone.f and ${keyOf('t')} collate "C" = gone.t`,
    )
  }

  async upsertNodes(label: string, nodes: readonly FoldedNode[], replaceProperties: boolean): Promise<void> {
    const conflict = replaceProperties
      ? sql`do update set properties = excluded.properties
        where n.properties operator(ag_catalog.<>) excluded.properties`
      : sql`do nothing`
    const properties = nodes.map(({ key, properties: given }) => this.#properties(label, { key }, given))
    await run(
      this.#tx,
      sql`insert into ${this.#table(label)} as n (properties)
      select r.properties::ag_catalog.agtype from unnest(${properties}::text[]) as r (properties)
      on conflict ((${keyOf()}) collate "C") ${conflict}`,
    )
  }

  async upsertEdges(
    label: string,
    edges: readonly FoldedEdge[],
    { weight, replaceProperties }: Parameters<GraphWriter['upsertEdges']>[2],
  ): Promise<void> {
    const kept = replaceProperties ? sql.ref('excluded.properties') : sql.ref('e.properties')
    const old = sql`(${propertyOf('e', 'weight')})::double precision`
    const given = sql`(${propertyOf('excluded', 'weight')})::double precision`
    const weighs = weight === 'replace' ? given : sql`${old} + ${given} - ${sql.lit(weight.addLess)}`
    const becomes = sql`${kept} operator(ag_catalog.||) ag_catalog.agtype_build_map('weight', ${weighs})`
    const properties = edges.map((edge) =>
      this.#properties(label, { weight: weightOf(edge) }, edge.properties),
    )
    await run(
      this.#tx,
      sql`insert into ${this.#table(label)} as e (start_id, end_id, properties)
      select f.id, t.id, r.properties::ag_catalog.agtype
      from unnest(${edges.map(({ from }) => from)}::text[], ${edges.map(({ to }) => to)}::text[],
        ${properties}::text[]) as r (f, t, properties), ${this.#ends(label)}
      where ${keyOf('f')} collate "C" = r.f and ${keyOf('t')} collate "C" = r.t
      on conflict (start_id, end_id) do update set properties = ${becomes}
      where e.properties operator(ag_catalog.<>) (${becomes})`,
    )
  }

  #ends(label: string): RawBuilder<unknown> {
    const { from, to } = endsOf(this.#graph, label)
    return sql`${this.#table(from)} f, ${this.#table(to)} t`
  }

  /** Our own property and those that were given, which must not have its name. */
  #properties(label: string, own: { key: string } | { weight: number }, given: object | undefined): string {
    const [reserved = ''] = Object.keys(own)
    if (given !== undefined && Object.hasOwn(given, reserved)) {
      throw new InvalidArgumentError(`in AGE ${label} has no property "${reserved}" but its own`)
    }
    // What JSON leaves out is left out here too.
    const json = given === undefined ? {} : (JSON.parse(JSON.stringify(given)) as Record<string, never>)
    return agtypeText({ ...json, ...own })
  }
}

async function run(tx: AnyKysely, statement: RawBuilder<unknown>): Promise<void> {
  const plain = tx.withoutPlugins() // a plugin that renames columns would rename ours
  try {
    await plain.executeQuery(statement.compile(plain))
  } catch (error) {
    throw translateError(error)
  }
}
