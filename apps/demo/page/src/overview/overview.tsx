import type { Groups, Totals } from '../answers/answers.ts'
import { useAnswer } from '../answers/use-answer.ts'
import { BarList } from '../charts/bar-list.tsx'
import { ColumnChart } from '../charts/column-chart.tsx'
import { longMonth, pounds, roughPounds, shortMonth, whole } from '../format.ts'
import { moved } from '../live/follow.ts'
import { Card } from '../parts/card.tsx'
import { Figure, Figures } from '../parts/figure.tsx'
import { Title } from '../parts/title.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Feed } from './feed.tsx'

/** The shop at one glance. */
export function Overview() {
  return (
    <>
      <Title name="The shop right now" />
      <Sums />
      <div class="split">
        <div class="stack">
          <Months />
          <Countries />
        </div>
        <Feed />
      </div>
    </>
  )
}

function Sums() {
  const { value, error } = useAnswer<Totals>('/api/reports/totals', moved)
  const sums = value.value
  return (
    <>
      <Trouble error={error.value} />
      <Figures label="Totals">
        <Figure name="Net revenue" value={sums && pounds(sums.netMilli)} />
        <Figure name="Sales" value={sums && whole(sums.sales)} />
        <Figure name="Cancellations" value={sums && whole(sums.cancellations)} />
        <Figure name="Lines" value={sums && whole(sums.lines)} />
        <Figure name="Customers" value={sums && whole(sums.customers)} />
      </Figures>
    </>
  )
}

function Months() {
  const { value } = useAnswer<Groups>('/api/reports/months', moved)
  const months = value.value?.items ?? []
  return (
    <Card name="Revenue by month">
      <ColumnChart
        label="Net revenue by month"
        scale={roughPounds}
        columns={months.slice(-14).map(({ key, netMilli, sales }) => ({
          key,
          label: shortMonth(key),
          words: `${longMonth(key)}: ${pounds(netMilli)} of ${whole(sales)} sales`,
          value: netMilli,
        }))}
      />
    </Card>
  )
}

function Countries() {
  const { value } = useAnswer<Groups>('/api/reports/countries', moved)
  const countries = (value.value?.items ?? []).toSorted((a, b) => b.netMilli - a.netMilli)
  return (
    <Card name="Revenue by country">
      <BarList
        label="Net revenue by country"
        bars={countries.slice(0, 10).map(({ key, netMilli }) => ({
          key,
          name: key,
          words: pounds(netMilli),
          value: netMilli,
        }))}
      />
    </Card>
  )
}
