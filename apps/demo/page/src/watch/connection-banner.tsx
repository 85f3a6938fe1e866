import { useEffect, useState } from 'preact/hooks'
import { isCutOff, missed, nextAttempt, tryNow } from '../live/follow.ts'
import { whole } from '../format.ts'

const shownMs = 6_000

/** Says that the page was cut off from the shop, and what happened meanwhile when it is back. */
export function ConnectionBanner() {
  const isAway = isCutOff.value
  const back = missed.value
  useEffect(() => {
    if (back === undefined) return
    const timer = setTimeout(() => (missed.value = undefined), shownMs)
    return () => clearTimeout(timer)
  }, [back])
  return (
    <div class="connection" role="status">
      {isAway ? (
        <div class="notice">
          <p>
            <strong>The shop does not answer.</strong> What you see is how it was. <Countdown />
          </p>
          <button type="button" class="quiet" onClick={tryNow}>
            Try now
          </button>
        </div>
      ) : back === undefined ? null : (
        <div class="notice good">
          <p>
            <strong>Back again.</strong>{' '}
            {back === 0
              ? 'Nothing was missed.'
              : `${whole(back)} ${back === 1 ? 'event' : 'events'} caught up.`}
          </p>
        </div>
      )}
    </div>
  )
}

/** The seconds until the next attempt. Nobody needs to hear them counted. */
function Countdown() {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  const at = nextAttempt.value
  const seconds = at === undefined ? 0 : Math.ceil((at - now) / 1_000)
  return <span aria-hidden="true">{seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again …'}</span>
}
