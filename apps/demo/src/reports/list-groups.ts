import { defineQuery } from '@uno-ts/cqrs-core'
import type { ReadModelQueryService } from '@uno-ts/query-search'
import type { RowOf } from '@uno-ts/types'
import { z } from 'zod'
import type { ActiveQueries } from '../database/active-queries.ts'
import { pageFields, pageOf, pageRequest, shownPage } from '../lists/page-fields.ts'
import type { Dimension } from './fold-groups.ts'
import { groupRow, type salesGroups } from './sales-groups.ts'

const fields = z.strictObject(pageFields({ limit: 1_000 }))
const groups = pageOf(groupRow)

export const listCountries = defineQuery({
  type: 'ListCountries',
  summary: 'What the lines of each country come to.',
  data: fields,
  result: groups,
})

export const listMonths = defineQuery({
  type: 'ListMonths',
  summary: 'What the lines of each month come to.',
  data: fields,
  result: groups,
})

export const listHours = defineQuery({
  type: 'ListHours',
  summary: 'What the lines of each hour of the day come to.',
  data: fields,
  result: groups,
})

export type GroupQueries = ReadModelQueryService<RowOf<typeof salesGroups>>

/** The handler of a report: the rows of one dimension. */
export function listGroupsHandler(
  { groupQueries }: { readonly groupQueries: ActiveQueries<typeof salesGroups, GroupQueries> },
  dimension: Dimension,
): (
  page: z.output<typeof fields>,
  context: { readonly signal: AbortSignal },
) => Promise<z.output<typeof groups>> {
  return async (page, { signal }) => {
    const queries = await groupQueries.now()
    const request = {
      where: { op: 'eq', field: 'dimension', value: dimension },
      sort: [{ field: 'key', direction: 'asc' }],
      ...pageRequest(page),
    } as const
    return shownPage(await queries.paginate(request, { signal }), groupRow)
  }
}
