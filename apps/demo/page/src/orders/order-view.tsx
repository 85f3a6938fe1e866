import { computed } from '@preact/signals'
import { useEffect, useMemo, useState } from 'preact/hooks'
import type { History } from '../answers/answers.ts'
import { useAnswer } from '../answers/use-answer.ts'
import { day, pounds } from '../format.ts'
import { news } from '../live/follow.ts'
import { Figure, Figures } from '../parts/figure.tsx'
import { Link, toCustomer, toOrder } from '../parts/link.tsx'
import { StatusChip } from '../parts/status-chip.tsx'
import { Title } from '../parts/title.tsx'
import { Missing } from '../parts/trouble.tsx'
import { OrderActions } from './order-actions.tsx'
import { OrderLines } from './order-lines.tsx'
import { TimeLine } from './time-line.tsx'

/** One order: what happened to it, how it stood at each version, and what can be done with it. */
export function OrderView({ invoiceNo }: { readonly invoiceNo: string }) {
  const [version, setVersion] = useState<number | undefined>()
  const url = `/api/orders/${encodeURIComponent(invoiceNo)}/history`
  const { value, error, again } = useAnswer<History>(
    version === undefined ? url : `${url}?version=${version}`,
  )
  const [doing, setDoing] = useState<History['state']['status'] | undefined>()
  const told = useMemo(() => computed(() => versionTold(invoiceNo)), [invoiceNo])
  /** The version that was made here. */
  const [made, setMade] = useState(0)
  const history = value.value
  useEffect(() => {
    if (made > 0 && (history?.streamVersion ?? 0) >= made) setDoing(undefined)
  }, [made, history])

  if (history === undefined) return <Missing name={`Order ${invoiceNo}`} error={error.value} again={again} />
  const { kind, state, streamVersion, events } = history
  const status = doing ?? state.status
  const isLast = state.version === streamVersion
  const changedElsewhere = told.value > Math.max(streamVersion, made) && doing === undefined
  const refresh = () => {
    setVersion(undefined)
    again()
  }

  return (
    <>
      <div class="heading">
        <div>
          <p class="above">
            {kind === 'sale' ? 'Order' : kind === 'cancellation' ? 'Return' : 'Adjustment'} ·{' '}
            {day(state.invoicedAt)}
          </p>
          <Title name={`Order ${invoiceNo}`}>{invoiceNo}</Title>
        </div>
        <span class={doing === undefined ? '' : 'waiting'}>
          <StatusChip status={status} />
        </span>
      </div>
      {isLast ? null : (
        <div class="notice" role="status">
          <p>
            This is how it stood at <strong>version {state.version}</strong> of {streamVersion}.
          </p>
          <button type="button" class="quiet" onClick={refresh}>
            Show how it stands
          </button>
        </div>
      )}
      {kind === 'sale' ? (
        <OrderActions
          history={history}
          isLast={isLast}
          changedElsewhere={changedElsewhere}
          doing={doing}
          onDoing={setDoing}
          onDone={(version) => {
            setMade(version)
            refresh()
          }}
          onRefresh={refresh}
        />
      ) : null}
      <Figures label="The order">
        <Figure name="Net" value={pounds(state.netMilli)} />
        <Figure name="Country" value={state.country ?? 'not known'} />
        <div class="figure">
          <dt>Customer</dt>
          <dd>
            {state.customerId === null ? (
              'not known'
            ) : (
              <Link to={toCustomer(state.customerId)}>{state.customerId}</Link>
            )}
          </dd>
        </div>
        <div class="figure">
          <dt>Version</dt>
          <dd>
            {state.version} <small>of {streamVersion}</small>
          </dd>
        </div>
      </Figures>
      {state.status === 'cancelled' ? (
        <p class="quiet">
          Its goods are booked back by <Link to={toOrder(`C${invoiceNo}`)}>C{invoiceNo}</Link>.
        </p>
      ) : null}
      <div class="split order">
        <TimeLine events={events} shown={state.version} doing={doing} onShow={setVersion} />
        <OrderLines state={state} isLast={isLast} />
      </div>
    </>
  )
}

/** The last version of the order that was told of since the page was opened. */
function versionTold(invoiceNo: string): number {
  return news.value.find(({ data }) => data.invoiceNo === invoiceNo)?.data.version ?? 0
}
