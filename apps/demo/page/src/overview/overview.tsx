import type { Totals } from '../answers/answers.ts'
import { useAnswer } from '../answers/use-answer.ts'
import { pounds, whole } from '../format.ts'
import { moved } from '../live/follow.ts'
import { Figure, Figures } from '../parts/figure.tsx'
import { Title } from '../parts/title.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Feed } from './feed.tsx'
import { Countries, Months } from './revenue.tsx'

/** The shop at one glance. */
export function Overview() {
  return (
    <>
      <div class="heading">
        <div>
          <Title name="The shop right now" />
          <p class="lead">Orders become events, events become every figure here, while you look.</p>
        </div>
      </div>
      <Sums />
      <div class="glance">
        <Months />
        <Feed />
        <Countries />
      </div>
    </>
  )
}

function Sums() {
  const { value, error, again } = useAnswer<Totals>('/api/reports/totals', moved)
  const sums = value.value
  return (
    <>
      <Trouble error={error.value} again={again} />
      <Figures label="Totals">
        <Figure name="Net revenue" value={sums && pounds(sums.netMilli)} />
        <Figure name="Sales" value={sums && whole(sums.sales)} />
        <Figure name="Cancellations" value={sums && whole(sums.cancellations)} />
        <Figure name="Lines" value={sums && whole(sums.lines)} />
        <Figure name="Customers" value={sums && whole(sums.customers)} />
        <Figure name="Products" value={sums && whole(sums.stockCodes)} />
      </Figures>
    </>
  )
}
