import {
  defaultTenant,
  InvalidArgumentError,
  type GraphAnswerOf,
  type GraphNodeRef,
  type GraphQuery,
  type GraphSteps,
  type JsonObject,
  type NeighboursAnswer,
  type NeighboursQuery,
  type PathAnswer,
  type PathQuery,
  type PatternAnswer,
  type PatternQuery,
  type ReachableAnswer,
  type ReachableQuery,
  type TenantId,
} from '@uno-ts/types'
import { sql } from 'kysely'
import { checkKey } from '../change/fold-changes.ts'
import { isShared, type GraphDefinition } from '../define/graph-definition.ts'
import type { GraphLayout } from '../table/graph-layout.ts'
import { branchesOf, checkWeight, unknownLabel } from './branches.ts'
import type { AnyKysely } from '../../statement/any-kysely.ts'
import { compareKeys } from './compare-keys.ts'
import { ExplainingStatements } from './explaining-statements.ts'
import { findPath } from './find-path.ts'
import { findReach } from './find-reach.ts'
import type { GraphLimits } from './graph-query-configuration.ts'
import type { GraphRunOptions, QuestionStatements } from './graph-statements.ts'
import { selectNeighbours } from './select-neighbours.ts'
import { selectPattern } from './select-pattern.ts'
import { selectReach } from './select-reach.ts'
import type { StepRecord } from './select-step.ts'
import { Slot } from './slot.ts'

/** What {@link GraphQuestions} are made of. */
export interface GraphQuestionsOptions {
  readonly db: AnyKysely
  readonly statements: QuestionStatements
  readonly layout: (tenant: TenantId) => GraphLayout
  readonly limits: GraphLimits
  readonly tenant: TenantId | undefined
}

const usualRows = 100
/** How far one recursive statement goes; what is farther takes a statement a level. */
const depthOfOneStatement = 2

/** Answers the questions of `types` with SQL over the tables or views of a layout. */
export class GraphQuestions {
  readonly #options: GraphQuestionsOptions
  readonly #statements: QuestionStatements
  readonly #layout: (tenant: TenantId) => GraphLayout
  readonly #limits: GraphLimits
  readonly #tenant: TenantId

  constructor(options: GraphQuestionsOptions) {
    const { statements, layout, limits, tenant = defaultTenant } = options
    this.#options = options
    this.#statements = statements
    this.#layout = layout
    this.#limits = limits
    this.#tenant = tenant
  }

  async answer<Query extends GraphQuery>(
    query: Query,
    options: GraphRunOptions,
  ): Promise<GraphAnswerOf<Query>> {
    const tenant = options.tenant ?? this.#tenant
    const asked = { layout: this.#layout(tenant), tenant, options }
    // Each case answers its own kind of question, which the compiler does not follow.
    return (await this.#answer(query, asked)) as GraphAnswerOf<Query>
  }

  /** How PostgreSQL would answer: the plans of the statements. A question of several is asked, for their sake. */
  async explain(query: GraphQuery, options: GraphRunOptions): Promise<string> {
    const { db, statements } = this.#options
    const explaining = new ExplainingStatements(db, statements)
    await new GraphQuestions({ ...this.#options, statements: explaining }).answer(query, options)
    return explaining.plan
  }

  #answer(
    query: GraphQuery,
    asked: Asked,
  ): Promise<NeighboursAnswer | PathAnswer | ReachableAnswer | PatternAnswer> {
    switch (query.type) {
      case 'neighbours':
        return this.#neighbours(query, asked)
      case 'path':
        return this.#path(query, asked)
      case 'reachable':
        return this.#reachable(query, asked)
      case 'pattern':
        return this.#pattern(query, asked)
    }
  }

  async #neighbours(query: NeighboursQuery, { layout, tenant, options }: Asked): Promise<NeighboursAnswer> {
    const { of } = query
    checkNode(layout, of)
    const limit = this.#limitOf(query.limit, usualRows)
    const records = await this.#statements.one(
      {
        shape: shapeOf(query, of.label, { layout, tenant }),
        write: () => {
          const branches = branchesOf(layout, query, { tenant, slots })
          return selectNeighbours(of.label, { layout, branches, tenant, slots })
        },
        values: { key: of.key, tenant, minWeight: query.minWeight, limit: limit + 1 },
      },
      options,
    )
    return {
      engine: layout.engine,
      complete: records.length <= limit,
      neighbours: records.slice(0, limit).map(({ edge, against, label, key, ...record }) => {
        const other = { label, key }
        return {
          node: { ...other, properties: propertiesOf(record.properties ?? '{}') },
          edge: {
            label: edge,
            from: against ? other : of,
            to: against ? of : other,
            weight: Number(record.weight),
            properties: propertiesOf(record.edge_properties),
          },
        }
      }),
    }
  }

  async #path(query: PathQuery, { layout, tenant, options }: Asked): Promise<PathAnswer> {
    const { from, to } = query
    checkNode(layout, from)
    checkNode(layout, to)
    const maxDepth = within('maxDepth', query.maxDepth ?? this.#limits.maxDepth, this.#limits.maxDepth)
    const forward = branchesOf(layout, query, { tenant })
    const backward = branchesOf(layout, query, { tenant, backward: true })
    return this.#statements.several(options, async (ask) => {
      if (from.label === to.label && from.key === to.key) {
        const there = await ask(
          sql<object>`select from ${layout.table(from.label, tenant)} where tenant_id = ${tenant} and key = ${from.key}`,
        )
        const path = there.length === 0 ? undefined : { nodes: [from], edges: [] }
        return { engine: layout.engine, complete: true, path }
      }
      const { maxNodes } = this.#limits
      const { steps, complete } = await findPath(ask, { from, to, forward, backward, maxDepth, maxNodes })
      return { engine: layout.engine, complete, path: steps && pathOf(from, steps) }
    })
  }

  async #reachable(query: ReachableQuery, { layout, tenant, options }: Asked): Promise<ReachableAnswer> {
    const { from } = query
    checkNode(layout, from)
    const depth = within('depth', query.depth, this.#limits.maxDepth)
    const limit = this.#limitOf(query.limit, this.#limits.maxRows)
    const { engine } = layout
    if (depth <= depthOfOneStatement && !followsShared(layout.graph, query)) {
      const records = await this.#statements.one(
        {
          shape: shapeOf(query, from.label, { layout, tenant }),
          write: () =>
            selectReach(from.label, { branches: branchesOf(layout, query, { tenant, slots }), slots }),
          values: { key: from.key, tenant, minWeight: query.minWeight, depth, limit: limit + 1 },
        },
        options,
      )
      const nodes = records
        .slice(0, limit)
        .map(({ label = from.label, key, depth: away }) => ({ label, key, depth: away }))
      return { engine, complete: records.length <= limit, nodes }
    }
    const { maxNodes } = this.#limits
    const { levels, complete } = await this.#statements.several(options, (ask) =>
      findReach(ask, { from, branches: branchesOf(layout, query, { tenant }), depth, maxNodes }),
    )
    const nodes = Array.from({ length: levels.depth }, (_, index) =>
      levels
        .at(index + 1)
        .toSorted((a, b) => compareKeys(a.key, b.key) || compareKeys(a.label, b.label))
        .map(({ label, key }) => ({ label, key, depth: index + 1 })),
    ).flat()
    return { engine, complete: complete && nodes.length <= limit, nodes: nodes.slice(0, limit) }
  }

  async #pattern(query: PatternQuery, { layout, tenant, options }: Asked): Promise<PatternAnswer> {
    const limit = this.#limitOf(query.limit, usualRows)
    for (const { key } of Object.values(query.nodes)) if (key !== undefined) checkKey(key)
    const pattern = selectPattern(query, { layout, tenant, limit: limit + 1 })
    const records = await this.#statements.alone(pattern, options)
    const names = Object.entries(query.nodes)
    return {
      engine: layout.engine,
      complete: records.length <= limit,
      matches: records.slice(0, limit).map(({ keys, properties, weights }) => ({
        nodes: Object.fromEntries(
          names.map(([name, { label }], index) => [
            name,
            { label, key: keys[index] ?? '', properties: propertiesOf(properties[index] ?? '{}') },
          ]),
        ),
        weights: weights.map(Number),
      })),
    }
  }

  #limitOf(limit: number | undefined, usual: number): number {
    return within('limit', limit ?? Math.min(usual, this.#limits.maxRows), this.#limits.maxRows)
  }
}

/** Where the values of a question of one statement stand. */
const slots = {
  key: new Slot('key'),
  tenant: new Slot('tenant'),
  minWeight: new Slot('minWeight'),
  depth: new Slot('depth'),
  limit: new Slot('limit'),
}

/** What decides how a question of one statement is written; in AGE each tenant has tables of its own. */
function shapeOf(
  { type, edges, direction, minWeight }: NeighboursQuery | ReachableQuery,
  label: string,
  { layout, tenant }: Pick<Asked, 'layout' | 'tenant'>,
): string {
  const place = layout.engine === 'age' ? tenant : ''
  const heavy = checkWeight(minWeight) !== undefined
  return JSON.stringify([type, label, edges, direction, heavy, place])
}

/** Edges that are derived are followed when they are named. */
function followsShared({ edges: known }: GraphDefinition, { edges = [] }: GraphSteps): boolean {
  return edges.some((label) => {
    const edge = Object.hasOwn(known, label) ? known[label] : undefined
    return edge !== undefined && isShared(edge)
  })
}

interface Asked {
  readonly layout: GraphLayout
  readonly tenant: TenantId
  readonly options: GraphRunOptions
}

function checkNode({ graph }: GraphLayout, { label, key }: GraphNodeRef): void {
  if (!Object.hasOwn(graph.nodes, label)) throw unknownLabel('a node', graph.name, Object.keys(graph.nodes))
  checkKey(key)
}

function within(what: string, found: number, most: number): number {
  if (Number.isInteger(found) && found >= 1 && found <= most) return found
  throw new InvalidArgumentError(`${what} is a whole number from 1 to ${most}, found ${found}`)
}

function pathOf(from: GraphNodeRef, steps: readonly StepRecord[]): PathAnswer['path'] {
  const nodes = [from, ...steps.map(({ label, key }) => ({ label, key }))]
  const edges = steps.map(({ edge, against, weight, properties }, index) => {
    const [near, far] = [nodes[index] ?? from, nodes[index + 1] ?? from]
    return {
      label: edge,
      from: against ? far : near,
      to: against ? near : far,
      weight: Number(weight),
      properties: propertiesOf(properties),
    }
  })
  return { nodes, edges }
}

function propertiesOf(text: string): JsonObject {
  return JSON.parse(text) as JsonObject // written as an object
}
