import type { ComponentChildren } from 'preact'
import type { Groups } from '../answers/answers.ts'
import { useAnswer } from '../answers/use-answer.ts'
import { BarList } from '../charts/bar-list.tsx'
import { ColumnChart } from '../charts/column-chart.tsx'
import { monthColumns } from '../charts/month-columns.ts'
import { percent, pounds, roughPounds } from '../format.ts'
import { moved } from '../live/follow.ts'
import { Awaited } from '../parts/awaited.tsx'
import { Card } from '../parts/card.tsx'
import { Trouble } from '../parts/trouble.tsx'

const mostMonths = 14
const mostCountries = 10

export function Months() {
  return (
    <Report name="Revenue by month" url="/api/reports/months">
      {(groups) => (
        <ColumnChart
          label="Net revenue by month"
          scale={roughPounds}
          columns={monthColumns(groups.slice(-mostMonths).map(({ key, ...sum }) => ({ ...sum, month: key })))}
        />
      )}
    </Report>
  )
}

export function Countries() {
  return (
    <Report name="Revenue by country" url="/api/reports/countries">
      {(groups) => {
        const all = groups.reduce((sum, { netMilli }) => sum + netMilli, 0)
        const largest = groups.toSorted((a, b) => b.netMilli - a.netMilli).slice(0, mostCountries)
        return (
          <BarList
            label="Net revenue by country"
            bars={largest.map(({ key, netMilli }) => ({
              key,
              name: key,
              words: pounds(netMilli),
              note: percent(all === 0 ? 0 : netMilli / all),
              value: netMilli,
            }))}
          />
        )
      }}
    </Report>
  )
}

/** A card with what a report says: something that stands for it until it has come, and what is wrong when it does not. */
function Report({
  name,
  url,
  children,
}: {
  readonly name: string
  readonly url: string
  readonly children: (groups: Groups['items']) => ComponentChildren
}) {
  const { value, error, again } = useAnswer<Groups>(url, moved)
  const groups = value.value?.items
  return (
    <Card name={name}>
      <Trouble error={error.value} again={again} />
      {groups === undefined ? (
        error.value === undefined ? (
          <Awaited lines={6} />
        ) : null
      ) : groups.length === 0 ? (
        <p class="quiet">Nothing was sold so far.</p>
      ) : (
        children(groups)
      )}
    </Card>
  )
}
