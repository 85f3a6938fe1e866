import { bindHandler, defineQuery } from '@uno-ts/cqrs-core'
import type { ReadModelQueryService } from '@uno-ts/query-search'
import type { RowOf } from '@uno-ts/types'
import { z } from 'zod'
import type { ActiveQueries } from '../database/active-queries.ts'
import { pageFields, pageOf, pageRequest, shownPage } from '../lists/page-fields.ts'
import type { Dimension } from './fold-groups.ts'
import { groupRow, type salesGroups } from './sales-groups.ts'

const fields = z.strictObject(pageFields({ limit: 1_000 }))

export const listCountries = defineQuery({
  type: 'ListCountries',
  summary: 'What the lines of each country come to.',
  data: fields,
  result: pageOf(groupRow),
})

export const listMonths = defineQuery({
  type: 'ListMonths',
  summary: 'What the lines of each month come to.',
  data: fields,
  result: pageOf(groupRow),
})

export const listHours = defineQuery({
  type: 'ListHours',
  summary: 'What the lines of each hour of the day come to.',
  data: fields,
  result: pageOf(groupRow),
})

export type GroupQueries = ReadModelQueryService<RowOf<typeof salesGroups>>

/** The handlers of the three reports: the same rows, by another dimension. */
export function listGroupsHandlers({
  groupQueries,
}: {
  readonly groupQueries: ActiveQueries<typeof salesGroups, GroupQueries>
}) {
  const list = (dimension: Dimension) => async (page: z.output<typeof fields>) => {
    const queries = await groupQueries.now()
    const groups = await queries.paginate({
      where: { op: 'eq', field: 'dimension', value: dimension },
      sort: [{ field: 'key', direction: 'asc' }],
      ...pageRequest(page),
    })
    return shownPage(groups, groupRow)
  }
  return [
    bindHandler(listCountries, list('country')),
    bindHandler(listMonths, list('month')),
    bindHandler(listHours, list('hour')),
  ]
}
