const exactPounds = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' })
const shortPounds = new Intl.NumberFormat('en-GB', {
  style: 'currency',
  currency: 'GBP',
  notation: 'compact',
  maximumSignificantDigits: 3,
})
const percents = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 0 })
const wholes = new Intl.NumberFormat('en-GB')
const days = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})
const times = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const months = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' })
const longMonths = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** `£1,234.50` of thousandths of a pound. */
export const pounds = (milli: number): string => exactPounds.format(milli / 1000)
/** `£1.23K`: where there is little room. */
export const roughPounds = (milli: number): string => shortPounds.format(milli / 1000)
/** `12,345` */
export const whole = (value: number): string => wholes.format(value)
/** `93%` of 0.93; never `0%` of something. */
export const percent = (part: number): string => (part > 0 && part < 0.01 ? '<1%' : percents.format(part))
/** `5 Mar 2011`, of an instant. */
export const day = (instant: string): string => days.format(new Date(instant))
/** `10:15:00` on the clock of whoever looks, of an instant. */
export const clock = (instant: string): string => times.format(new Date(instant))
/** `Mar` of `2011-03`. */
export const shortMonth = (key: string): string => months.format(new Date(`${key}-01T00:00:00Z`))
/** `March 2011` of `2011-03`. */
export const longMonth = (key: string): string => longMonths.format(new Date(`${key}-01T00:00:00Z`))
