import { useEffect, useState } from 'preact/hooks'
import { arrivals } from '../live/follow.ts'

const spans = 30
const spanMs = 2_000

/** The events of the last minute: their number, and when they came. */
export function Rate() {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), spanMs)
    return () => clearInterval(timer)
  }, [])
  const counts = Array.from({ length: spans }, () => 0)
  for (const time of arrivals.value) {
    const span = spans - 1 - Math.floor(Math.max(0, now - time) / spanMs)
    if (span >= 0) counts[span] = (counts[span] ?? 0) + 1
  }
  const total = counts.reduce((sum, count) => sum + count, 0)
  const most = Math.max(2, ...counts)
  return (
    <>
      <svg class="rate" viewBox={`0 0 ${spans * 3} 16`} width={spans * 3} height="16" aria-hidden="true">
        {counts.map((count, span) => (
          <rect
            key={span}
            x={span * 3}
            y={count === 0 ? 15 : 16 - (15 * count) / most}
            width="2"
            height={count === 0 ? 1 : (15 * count) / most}
          />
        ))}
      </svg>
      <strong>{total}</strong> {total === 1 ? 'event' : 'events'}
      <span class="wide"> in the last minute</span>
    </>
  )
}
