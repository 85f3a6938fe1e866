import type { Customer, Invoices } from '../answers/answers.ts'
import { useAnswer } from '../answers/use-answer.ts'
import { pounds, whole } from '../format.ts'
import { moved } from '../live/follow.ts'
import { OrderTable } from '../orders/order-table.tsx'
import { Card } from '../parts/card.tsx'
import { Figure, Figures } from '../parts/figure.tsx'
import { Title } from '../parts/title.tsx'
import { Missing } from '../parts/trouble.tsx'

/** One customer with their orders. */
export function CustomerView({ id }: { readonly id: string }) {
  const { value, error } = useAnswer<Customer>(`/api/customers/${encodeURIComponent(id)}`, moved)
  const orders = useAnswer<Invoices>(`/api/orders?limit=50&customerId=${encodeURIComponent(id)}`, moved)
  const customer = value.value
  if (customer === undefined) return <Missing name={`Customer ${id}`} error={error.value} />
  const each = customer.orders === 0 ? 0 : customer.grossMilli / customer.orders
  return (
    <>
      <Title name={`Customer ${id}`} />
      <Figures label="Figures of the customer">
        <Figure name="Net revenue" value={pounds(customer.netMilli)} />
        <Figure name="Orders" value={whole(customer.orders)} />
        <Figure name="Returns" value={whole(customer.cancellations)} />
        <Figure name="An order, on average" value={pounds(each)} />
      </Figures>
      <Card name="Orders">
        <OrderTable items={orders.value.value?.items ?? []} label={`Orders of customer ${id}`} ofOne />
      </Card>
    </>
  )
}
