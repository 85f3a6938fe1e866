import type { Customer, InvoiceRow, Invoices } from '../answers/answers.ts'
import { useAnswer } from '../answers/use-answer.ts'
import { ColumnChart } from '../charts/column-chart.tsx'
import { monthColumns, type MonthSum } from '../charts/month-columns.ts'
import { pounds, roughPounds, whole } from '../format.ts'
import { moved } from '../live/follow.ts'
import { OrderTable } from '../orders/order-table.tsx'
import { Awaited } from '../parts/awaited.tsx'
import { Card } from '../parts/card.tsx'
import { Empty } from '../parts/empty.tsx'
import { Figure, Figures } from '../parts/figure.tsx'
import { Title } from '../parts/title.tsx'
import { Missing, Trouble } from '../parts/trouble.tsx'

/** One customer with their orders. */
export function CustomerView({ id }: { readonly id: string }) {
  const { value, error, again } = useAnswer<Customer>(`/api/customers/${encodeURIComponent(id)}`, moved)
  const orders = useAnswer<Invoices>(`/api/orders?limit=50&customerId=${encodeURIComponent(id)}`, moved)
  const customer = value.value
  if (customer === undefined) return <Missing name={`Customer ${id}`} error={error.value} again={again} />
  const items = orders.value.value?.items ?? []
  const months = monthsOf(items)
  const each = customer.orders === 0 ? 0 : customer.grossMilli / customer.orders
  return (
    <>
      <div class="heading">
        <div>
          <p class="above">Customer{items[0] === undefined ? '' : ` · ${items[0].country}`}</p>
          <Title name={`Customer ${id}`}>{id}</Title>
        </div>
      </div>
      <Figures label="Figures of the customer">
        <Figure name="Net revenue" value={pounds(customer.netMilli)} />
        <Figure name="Orders" value={whole(customer.orders)} />
        <Figure name="Returns" value={whole(customer.cancellations)} />
        <Figure name="An order, on average" value={pounds(each)} />
      </Figures>
      {months.length > 1 ? (
        <Card name="What they bought">
          <ColumnChart
            label={`Net revenue of customer ${id} by month`}
            scale={roughPounds}
            columns={monthColumns(months)}
          />
        </Card>
      ) : null}
      <Card name="Orders">
        <Trouble error={orders.error.value} again={orders.again} />
        {orders.value.value === undefined ? (
          <Awaited lines={3} />
        ) : items.length === 0 ? (
          <Empty name="Nothing was ordered so far." />
        ) : (
          <OrderTable items={items} label={`Orders of customer ${id}`} ofOne />
        )}
      </Card>
    </>
  )
}

/** What the orders come to, month by month, those without one between them too. */
function monthsOf(items: readonly InvoiceRow[]): readonly MonthSum[] {
  const sums = new Map<string, MonthSum>()
  for (const { invoicedAt, netMilli, kind } of items) {
    const month = invoicedAt.slice(0, 7)
    const sum = sums.get(month) ?? { month, netMilli: 0, sales: 0 }
    const sales = sum.sales + (kind === 'sale' ? 1 : 0)
    sums.set(month, { month, netMilli: sum.netMilli + netMilli, sales })
  }
  const known = [...sums.keys()].toSorted()
  const months: MonthSum[] = []
  for (let month = known.at(0) ?? '~'; month <= (known.at(-1) ?? ''); month = monthAfter(month)) {
    months.push(sums.get(month) ?? { month, netMilli: 0, sales: 0 })
  }
  return months.slice(-mostMonths)
}

const mostMonths = 14

function monthAfter(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number)).toISOString().slice(0, 7)
}
