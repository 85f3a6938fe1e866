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

/**
 * The nearest rows in one statement: by the index as far as it leads, with what it shall look at set for this statement
 * alone. Where it gives fewer than were asked for, as with a filter few rows fit, every row that fits is looked at, so that
 * there are as many as there can be. Rows of the same score are ordered by their id.
 */
export function selectNearest(selection: NearestSelection): RawBuilder<NearestRow> {
  const { shape, limit, settings } = selection
  const asked = sql`(select vector from asked)`
  const apart = distance(shape, sql`kept.embedding`, asked)
  return sql`with asked as materialized (${askedVector(selection)}),
near as materialized (
  select kept.id, ${apart} as distance from ${fitting(selection)} ${settingsOf(settings)}
  order by ${apart} limit ${limit}
),
enough as materialized (select count(*) >= ${limit} as enough from near),
found as (
  select id, distance from near where (select enough from enough)
  union all
  (select kept.id, ${apart} as distance from ${fitting(selection)} and not (select enough from enough)
  order by ${apart} + 0, kept.id limit ${limit})
)
select id, cast(${scoreOf(shape, sql`distance`)} as float8) as score from found order by distance, id`
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
