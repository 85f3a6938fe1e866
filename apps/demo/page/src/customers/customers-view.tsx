import type { Customer } from '../answers/answers.ts'
import { useAnswer } from '../answers/use-answer.ts'
import { pounds, whole } from '../format.ts'
import { moved } from '../live/follow.ts'
import { Link, toCustomer } from '../parts/link.tsx'
import { AwaitedTable } from '../parts/awaited.tsx'
import { Title } from '../parts/title.tsx'
import { Trouble } from '../parts/trouble.tsx'

/** The customers who brought the most. */
export function CustomersView() {
  const { value, error, again } = useAnswer<{ items: Customer[] }>(
    '/api/customers?sort=-netMilli&limit=50',
    moved,
  )
  return (
    <>
      <div>
        <Title name="Customers" />
        <p class="lead">Those who brought the most.</p>
      </div>
      <Trouble error={error.value} again={again} />
      {value.value === undefined && error.value === undefined ? <AwaitedTable /> : null}
      <div class="table" tabIndex={0} hidden={value.value === undefined} role="region" aria-label="Customers">
        <table>
          <thead>
            <tr>
              <th scope="col">Customer</th>
              <th scope="col" class="amount">
                Orders
              </th>
              <th scope="col" class="amount wide">
                Returns
              </th>
              <th scope="col" class="amount">
                Net revenue
              </th>
            </tr>
          </thead>
          <tbody>
            {value.value?.items.map(({ id, orders, cancellations, netMilli }) => (
              <tr key={id}>
                <th scope="row">
                  <Link to={toCustomer(id)}>{id}</Link>
                </th>
                <td class="amount">{whole(orders)}</td>
                <td class="amount wide">{whole(cancellations)}</td>
                <td class="amount">{pounds(netMilli)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
