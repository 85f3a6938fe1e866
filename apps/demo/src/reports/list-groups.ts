import { bindHandler, defineQuery } from '@uno-ts/cqrs-core'
import type { ReadModelRepository, RowOf } from '@uno-ts/types'
import { z } from 'zod'
import { pageFields, pageOf, pageRequest, shownPage } from '../lists/page-fields.ts'
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

/** The handlers of the three reports: the same rows, by another dimension. */
export function listGroupsHandlers({ groupRows }: { readonly groupRows: ReadModelRepository<GroupRow> }) {
  const list = (dimension: GroupRow['dimension']) => async (page: z.infer<typeof fields>) => {
    const rows = await groupRows.find({
      where: { op: 'eq', field: 'dimension', value: dimension },
      sort: [{ field: 'key', direction: 'asc' }],
      ...pageRequest(page),
    })
    return shownPage(rows, groupRow)
  }
  return [
    bindHandler(listCountries, list('country')),
    bindHandler(listMonths, list('month')),
    bindHandler(listHours, list('hour')),
  ]
}

export type GroupRow = RowOf<typeof salesGroups>
