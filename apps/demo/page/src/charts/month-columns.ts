import { longMonth, pounds, shortMonth, whole } from '../format.ts'
import type { Column } from './column-chart.tsx'

/** What a month came to. */
export interface MonthSum {
  /** `2011-03` */
  readonly month: string
  readonly netMilli: number
  readonly sales: number
}

/** Months as columns; the year stands below the first of each. */
export function monthColumns(months: readonly MonthSum[]): readonly Column[] {
  return months.map(({ month, netMilli, sales }, index) => {
    const year = month.slice(0, 4)
    return {
      key: month,
      label: shortMonth(month),
      under: months[index - 1]?.month.startsWith(year) === true ? undefined : year,
      name: longMonth(month),
      amount: pounds(netMilli),
      note: `of ${whole(sales)} ${sales === 1 ? 'sale' : 'sales'}`,
      value: netMilli,
    }
  })
}
