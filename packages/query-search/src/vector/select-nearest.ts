import type { ReadModelDefinition } from '@uno-ts/types'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import { distance, scoreOf, vectorType, type VectorShape } from './vector-shape.ts'

/** What a question for the nearest rows is made of. */
export interface NearestSelection {
  readonly schema: string
  readonly model: ReadModelDefinition
  /** The table of the vectors. */
  readonly table: string
  readonly shape: VectorShape
  readonly tenant: string
  /** A vector as pgvector reads it, or the id of a row that has one and is left out. */
  readonly near: { readonly vector: string } | { readonly id: string }
  readonly where: Expression<SqlBool> | undefined
  readonly limit: number
  readonly settings: readonly (readonly [name: string, value: string])[]
}

/** A row and how near it is: the higher, the nearer. */
export interface NearestRow {
  readonly id: string
  readonly score: number
}

/** Writes a question as SQL. */
export type WriteNearest = (selection: NearestSelection) => RawBuilder<NearestRow>

/**
 * The nearest rows by the index, as far as it leads, best first: what it shall look at is set for this statement
 * alone. Fewer than were asked for may be all there are, or all it came by.
 */
export function selectByIndex(selection: NearestSelection): RawBuilder<NearestRow> {
  return sql`with asked as materialized (${askedVector(selection)})
select id, ${score(selection)} from (${byIndex(selection)}) as near order by distance, id`
}

/** The nearest rows of all that fit, each of which is looked at. */
export function selectByReading(selection: NearestSelection): RawBuilder<NearestRow> {
  return sql`with asked as materialized (${askedVector(selection)})
select id, ${score(selection)} from (${byReading(selection, sql`true`)}) as near order by distance, id`
}

/**
 * The nearest rows in one statement: by the index, and by reading every row that fits where that gives fewer than were
 * asked for, as with a filter few rows fit. Best first; rows of the same score are ordered by their id.
 */
export function selectNearest(selection: NearestSelection): RawBuilder<NearestRow> {
  return sql`with asked as materialized (${askedVector(selection)}),
near as materialized (${byIndex(selection)}),
enough as materialized (select count(*) >= ${limitOf(selection)} as enough from near),
found as (
  select id, distance from near where (select enough from enough)
  union all
  (${byReading(selection, sql`not (select enough from enough)`)})
)
select id, ${score(selection)} from found order by distance, id`
}

function byIndex(selection: NearestSelection): RawBuilder<unknown> {
  const apart = apartOf(selection)
  return sql`select kept.id, ${apart} as distance from ${fitting(selection)} ${settingsOf(selection.settings)}
  order by ${apart} limit ${limitOf(selection)}`
}

/** Ordered by something no index has, lest one be used. */
function byReading(selection: NearestSelection, condition: RawBuilder<unknown>): RawBuilder<unknown> {
  const apart = apartOf(selection)
  return sql`select kept.id, ${apart} as distance from ${fitting(selection)} and ${condition}
  order by ${apart} + 0, kept.id limit ${limitOf(selection)}`
}

function apartOf({ shape }: NearestSelection): RawBuilder<number> {
  return distance(shape, sql`kept.embedding`, sql`(select vector from asked)`)
}

function score({ shape }: NearestSelection): RawBuilder<unknown> {
  return sql`cast(${scoreOf(shape, sql`distance`)} as float8) as score`
}

/** Known to whoever plans a prepared statement. */
function limitOf({ limit }: NearestSelection): RawBuilder<unknown> {
  return sql.lit(Math.trunc(limit))
}

function askedVector({ schema, table, shape, tenant, near }: NearestSelection): RawBuilder<unknown> {
  if ('vector' in near) return sql`select cast(${near.vector} as ${vectorType(shape)}) as vector`
  return sql`select embedding as vector from ${sql.id(schema, table)} where tenant_id = ${tenant} and id = ${near.id}`
}

/** The vectors of the tenant's rows that fit, as far as there is something to compare them with. */
function fitting({ schema, table, model, tenant, near, where }: NearestSelection): RawBuilder<unknown> {
  const rows = sql.id(schema, model.name)
  const name = sql.id(model.name)
  const others = 'id' in near ? sql`kept.id <> ${near.id}` : sql`true`
  return sql`${sql.id(schema, table)} as kept
  where kept.tenant_id = ${tenant} and kept.embedding is not null and ${others}
    and (select vector from asked) is not null
    and exists (
      select from ${rows}
      where ${name}.tenant_id = kept.tenant_id and ${name}.${sql.ref(model.key)} = kept.id and (${where ?? sql`true`})
    )`
}

/** Sets before the first row is looked for, until the statement's transaction ends. */
function settingsOf(settings: NearestSelection['settings']): RawBuilder<unknown> {
  if (settings.length === 0) return sql``
  const all = settings.map(([name, value]) => sql`set_config(${sql.lit(name)}, ${sql.lit(value)}, true)`)
  return sql`and (select concat(${sql.join(all)})) <> ''`
}

/** An answer without a row. */
export function selectNothing(): RawBuilder<NearestRow> {
  return sql`select cast(null as text) as id, cast(null as float8) as score where false`
}
