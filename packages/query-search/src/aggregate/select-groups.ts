import { InvalidArgumentError, type SortKey } from '@uno-ts/types'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import type { Figure } from './group-by.ts'
import { jsonOrder } from './json-value.ts'

/** What a statement over groups is made of. */
export interface GroupSelection {
  /** The schema and name of the table. */
  readonly table: RawBuilder<unknown>
  readonly tenant: string
  readonly where: Expression<SqlBool> | undefined
  readonly groups: ReadonlyMap<string, Figure>
  readonly measures: ReadonlyMap<string, Figure>
  readonly having: Expression<SqlBool> | undefined
  readonly sort: readonly SortKey[]
  readonly limit: number
}

/** Reads one row of texts a group. */
export function selectGroups(selection: GroupSelection): RawBuilder<Record<string, string | null>> {
  const { table, tenant, where, groups, measures, having, limit } = selection
  const figures = [...groups, ...measures]
  const columns = figures.map(([name, { expression }]) => sql`${expression} as ${sql.id(name)}`)
  const positions = sql.join([...groups.keys()].map((_, index) => sql.lit(index + 1)))
  const order = orderOf(selection)
  return sql`select ${sql.join(figures.map(asText))} from (
  select ${sql.join(columns)} from ${table}
  where tenant_id = ${tenant} and ${where ?? sql`true`}
  ${groups.size === 0 ? sql`` : sql`group by ${positions}`}
) as figures where ${having ?? sql`true`}${order.length === 0 ? sql`` : sql` order by ${sql.join(order)}`} limit ${limit}`
}

/** As text, whatever parsers the application has set. */
function asText([name, { kind }]: readonly [string, Figure]): RawBuilder<unknown> {
  const column = sql.id(name)
  return kind === 'timestamp'
    ? sql`to_json(${column}) #>> '{}' as ${column}`
    : sql`cast(${column} as text) as ${column}`
}

/** By what was asked for, then by the groups. @throws InvalidArgumentError naming a key that is not of the answer */
function orderOf({ groups, measures, sort }: GroupSelection): readonly RawBuilder<unknown>[] {
  const ties = [...groups.keys()].map((field): SortKey => ({ field, direction: 'asc' }))
  return [...sort, ...ties].flatMap(({ field, direction }) => {
    const figure = groups.get(field) ?? measures.get(field)
    if (figure === undefined)
      throw new InvalidArgumentError(`the answer has no "${field.slice(0, 60)}" to sort by`)
    if (direction !== 'asc' && direction !== 'desc') {
      throw new InvalidArgumentError(`the order by "${field}" is "asc" or "desc"`)
    }
    const way = sql.raw(direction)
    const column = sql.id('figures', field) // not the text of that name that is selected
    const terms = figure.kind === 'json' ? jsonOrder(column) : [column]
    return terms.map((term) => sql`${term} ${way} nulls last`)
  })
}
