import type { BucketSize } from '@uno-ts/types'

/**
 * The beginning of the bucket a time lies in, by the clocks of a zone, as PostgreSQL's `date_trunc` tells it: where a
 * day begins twice it is the second beginning, where its first hour is missing the first that is there.
 */
export function bucketStart(time: Date, bucket: BucketSize, zone: string): Date {
  const here = offsetAt(time.getTime(), zone)
  const local = new Date(time.getTime() + here) // its UTC fields read as the clock on the wall
  truncate(local, bucket)
  const isWithinDay = bucket === 'minute' || bucket === 'hour'
  return new Date(local.getTime() - (isWithinDay ? here : offsetOfClock(local.getTime(), zone)))
}

function truncate(local: Date, bucket: BucketSize): void {
  switch (bucket) {
    case 'minute':
      local.setUTCSeconds(0, 0)
      return
    case 'hour':
      local.setUTCMinutes(0, 0, 0)
      return
    case 'day':
      break
    case 'week':
      local.setUTCDate(local.getUTCDate() - ((local.getUTCDay() + 6) % 7))
      break
    case 'month':
      local.setUTCDate(1)
      break
    case 'quarter':
      local.setUTCMonth(local.getUTCMonth() - (local.getUTCMonth() % 3), 1)
      break
    case 'year':
      local.setUTCMonth(0, 1)
      break
  }
  local.setUTCHours(0, 0, 0, 0)
}

/** The offset a clock on the wall has: of two the later one's, in a gap that from before it. */
function offsetOfClock(local: number, zone: string): number {
  const before = offsetAt(local - day, zone)
  const after = offsetAt(local + day, zone)
  const isAfter = offsetAt(local - after, zone) === after
  return isAfter ? after : before
}

/** Whatever the offset, a day before and after a clock lie on both sides of it. */
const day = 24 * 60 * 60 * 1000

/** How much the clocks of a zone are ahead of UTC, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  const parts = new Map(
    clockOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const part = (name: string): number => parts.get(name as Intl.DateTimeFormatPartTypes) ?? 0
  const local = new Date(0)
  local.setUTCFullYear(part('year'), part('month') - 1, part('day'))
  local.setUTCHours(part('hour'), part('minute'), part('second'), 0)
  return local.getTime() - Math.floor(instant / 1000) * 1000
}

function clockOf(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-u-ca-iso8601', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
}
