/** When a server asks to come back, in milliseconds from now: `Retry-After` in seconds or as a date. */
export function retryAfterMs(headers: Headers): number | undefined {
  const milliseconds = Number(headers.get('retry-after-ms') ?? Number.NaN)
  if (milliseconds >= 0) return milliseconds
  const after = headers.get('retry-after')
  if (after === null) return undefined
  const seconds = Number(after)
  if (seconds >= 0) return seconds * 1_000
  const date = Date.parse(after)
  const now = Date.parse(headers.get('date') ?? '') // the server's own clock: ours may differ
  return Number.isNaN(date) || Number.isNaN(now) ? undefined : Math.max(0, date - now)
}
