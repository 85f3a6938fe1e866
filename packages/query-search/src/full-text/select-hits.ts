import type { FieldPath } from '@uno-ts/types'
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { facetOf, type Facet } from '../facet/facet.ts'
import { headline } from '../highlight/headline.ts'
import { foundRows, type RowSelection } from './found-rows.ts'

/** What a search statement is made of. */
export interface HitSelection extends RowSelection {
  readonly facets: readonly FieldPath[]
  readonly facetLimit: number
  readonly chosen: Readonly<Record<FieldPath, readonly string[]>>
  readonly highlight: readonly FieldPath[]
  readonly limit: number
  readonly offset: number
}

/** One row: the hits of the page, best first, how many there are, and the counts of each facet, most frequent first. */
export interface HitRecord {
  readonly hits: readonly (readonly [id: string, score: number, highlights: readonly (string | null)[]])[]
  readonly total: number
  readonly facets: readonly (readonly (readonly [value: string, count: number])[])[]
}

/** Finds, ranks, counts and highlights in one statement. Hits of the same score are ordered by their id. */
export function selectHits(selection: HitSelection): RawBuilder<HitRecord> {
  const { facets, chosen, facetLimit } = selection
  const fields = [...new Set([...facets, ...Object.keys(chosen)])].map((path, index) =>
    facetOf(selection.model, path, { column: `#${index}`, chosen: chosen[path] }),
  )
  const columns = fields.flatMap(({ column, values, chosen }) => [
    sql`${values} as ${column}`,
    ...(chosen === undefined ? [] : [sql`coalesce(${chosen.isChosen}, false) as ${chosen.column}`]),
  ])
  const counts = fields.slice(0, facets.length).map((facet) => selectCounts(facet, fields, facetLimit))
  return sql`with ${foundRows(selection, columns)},
page as (${selectPage(selection, fields)})
select
  (select coalesce(json_agg(json_build_array(id, score, highlights) order by score desc, id), '[]') from page) as hits,
  (select count(*)::float8 from found where ${allChosen(fields)}) as total,
  json_build_array(${sql.join(counts)}) as facets`
}

function selectPage(selection: HitSelection, fields: readonly Facet[]): RawBuilder<unknown> {
  const { model, schema, tenant, highlight, limit, offset } = selection
  const best = sql`select id, configuration, score from hits where ${allChosen(fields)}
    order by score desc, id limit ${limit} offset ${offset}`
  if (highlight.length === 0)
    return sql`select id, score, cast(null as json) as highlights from (${best}) as best`
  const headlines = sql`(
    select json_build_array(${sql.join(highlight.map((path) => headline(model, path)))})
    from ${sql.id(schema, model.name)} where tenant_id = ${tenant} and ${sql.ref(model.key)} = best.id
  )`
  return sql`select best.id, best.score, ${headlines} as highlights from (${best}) as best join asked using (configuration)`
}

/** The counts of a facet take all that was chosen into account, but for what was chosen in the facet itself. */
function selectCounts(facet: Facet, fields: readonly Facet[], limit: number): RawBuilder<unknown> {
  const others = fields.filter((field) => field !== facet)
  const values = facet.isList
    ? sql`found, unnest(found.${facet.column}) as each(value)`
    : sql`(select ${facet.column} as value, found.* from found) as found`
  return sql`(
    select coalesce(json_agg(json_build_array(value, count) order by count desc, value), '[]') from (
      select ${facet.text(sql`value`)} as value, count from (
        select value, count(*) as count from ${values} where value is not null and ${allChosen(others)} group by value
      ) as counted order by 2 desc, 1 limit ${limit}
    ) as counted
  )`
}

function allChosen(fields: readonly Facet[]): RawBuilder<SqlBool> {
  const columns = fields.flatMap(({ chosen }) => (chosen === undefined ? [] : [chosen.column]))
  return columns.length === 0 ? sql`true` : sql.join(columns, sql` and `)
}
