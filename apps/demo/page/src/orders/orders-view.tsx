import type { Invoices } from '../answers/answers.ts'
import { useAnswer } from '../answers/use-answer.ts'
import { moved } from '../live/follow.ts'
import { AwaitedTable } from '../parts/awaited.tsx'
import { Empty } from '../parts/empty.tsx'
import { Link } from '../parts/link.tsx'
import { Title } from '../parts/title.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { query } from '../router.ts'
import { OrderTable } from './order-table.tsx'

/** Orders, returns and adjustments, the latest first, page by page. */
export function OrdersView() {
  const cursor = query.value.get('cursor')
  const after = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
  const { value, error, again } = useAnswer<Invoices>(`/api/orders?limit=25${after}`, moved)
  const page = value.value
  return (
    <>
      <div>
        <Title name="Orders" />
        <p class="lead">With returns and adjustments, the latest first.</p>
      </div>
      <Trouble error={error.value} again={again} />
      {page === undefined ? (
        error.value === undefined ? (
          <AwaitedTable />
        ) : null
      ) : page.items.length === 0 ? (
        <Empty name="Nothing was ordered so far.">
          <Link to="/products">Be the first</Link>
        </Empty>
      ) : (
        <OrderTable items={page.items} label="Orders" />
      )}
      <nav class="pages" aria-label="Pages">
        {cursor === null ? null : <Link to="/orders">Latest</Link>}
        {page?.next ? <Link to={`/orders?cursor=${encodeURIComponent(page.next)}`}>Older orders</Link> : null}
      </nav>
    </>
  )
}
