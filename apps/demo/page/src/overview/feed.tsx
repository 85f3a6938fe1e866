import { computed } from '@preact/signals'
import type { Invoices } from '../answers/answers.ts'
import { useAnswer } from '../answers/use-answer.ts'
import { pending } from '../basket/placing.ts'
import { busy, toggleBusy } from '../basket/busy-day.ts'
import { day, clock, pounds } from '../format.ts'
import { moved, news } from '../live/follow.ts'
import type { News } from '../live/news.ts'
import { Awaited } from '../parts/awaited.tsx'
import { Card } from '../parts/card.tsx'
import { Empty } from '../parts/empty.tsx'
import { Link, toCustomer, toOrder } from '../parts/link.tsx'
import { StatusChip, type Status } from '../parts/status-chip.tsx'
import { Trouble } from '../parts/trouble.tsx'

interface Item {
  readonly key: string
  readonly status: Status
  readonly invoiceNo: string
  readonly country: string | undefined
  readonly customerId: string | null | undefined
  readonly netMilli: number | undefined
  readonly when: string
  readonly fresh: boolean
}

const shown = 12

const statuses: Readonly<Record<News['event'], Status>> = {
  OrderPlaced: 'sale',
  OrderRefused: 'refused',
  OrderDispatched: 'dispatched',
  OrderCancelled: 'cancelled',
  GoodsReturned: 'cancellation',
  AdjustmentBooked: 'adjustment',
}

const told = computed<readonly Item[]>(() =>
  news.value.map(({ position, event, data }) => {
    const booked = data.lines > 0
    return {
      key: position,
      status: statuses[event],
      invoiceNo: data.invoiceNo,
      country: data.country,
      customerId: data.customerId,
      netMilli: booked ? data.netMilli : undefined,
      when: clock(data.recordedAt),
      fresh: true,
    }
  }),
)

/** What happens, as it happens; below it what was booked before. */
export function Feed() {
  const { value, error, again } = useAnswer<Invoices>(`/api/orders?limit=${shown}`, moved)
  const live = told.value
  const known = new Set(
    live.filter(({ netMilli }) => netMilli !== undefined).map(({ invoiceNo }) => invoiceNo),
  )
  const waiting = pending.value.filter(({ invoiceNo }) => !known.has(invoiceNo))
  const before = (value.value?.items ?? []).filter(
    ({ invoiceNo }) => !known.has(invoiceNo) && !waiting.some((order) => order.invoiceNo === invoiceNo),
  )
  const items: Item[] = [
    ...waiting.map((order) => ({
      ...order,
      key: `waiting ${order.invoiceNo}`,
      status: 'pending' as const,
      when: 'now',
      fresh: false,
    })),
    ...live,
    ...before.map(({ invoiceNo, kind, country, customerId, netMilli, invoicedAt }) => ({
      key: invoiceNo,
      status: kind,
      invoiceNo,
      country,
      customerId,
      netMilli,
      when: day(invoicedAt),
      fresh: false,
    })),
  ]
  return (
    <Card
      name="Orders as they come in"
      class="feed"
      aside={
        <button type="button" class="small" aria-pressed={busy.value} onClick={toggleBusy}>
          {busy.value ? 'Stop the orders' : 'Let orders come in'}
        </button>
      }
    >
      <Trouble error={error.value} again={again} />
      {value.value === undefined && error.value === undefined ? <Awaited lines={6} /> : null}
      {value.value !== undefined && items.length === 0 ? (
        <Empty name="Nothing was ordered so far.">
          <Link to="/products">Be the first</Link>
        </Empty>
      ) : null}
      <ol aria-label="Orders">
        {items.slice(0, shown).map((item) => (
          <FeedItem key={item.key} item={item} />
        ))}
      </ol>
      <p class="unseen" role="status">
        {live[0] === undefined ? '' : `Order ${live[0].invoiceNo}: ${live[0].status}`}
      </p>
    </Card>
  )
}

function FeedItem({ item }: { readonly item: Item }) {
  const { invoiceNo, status, country, customerId, netMilli, when, fresh } = item
  return (
    <li class={fresh ? 'fresh' : status === 'pending' ? 'waiting' : ''}>
      <Link to={toOrder(invoiceNo)} class="number">
        {invoiceNo}
      </Link>
      <StatusChip status={status} />
      <span class="amount">{netMilli === undefined ? '' : pounds(netMilli)}</span>
      <span class="who">
        {country}
        {customerId ? (
          <>
            {' · '}
            <Link to={toCustomer(customerId)} aria-label={`Customer ${customerId}`}>
              <span class="wide">customer </span>
              {customerId}
            </Link>
          </>
        ) : null}
      </span>
      <span class="when">{when}</span>
    </li>
  )
}
