import { InvalidArgumentError } from '../error/invalid-argument-error.ts'
import type { AggregateRequest, TimeBucket } from './aggregate.ts'

const defaultLimit = 1000
const highestLimit = 10_000
const buckets: ReadonlySet<unknown> = new Set(['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'])

/**
 * The limit of a request whose names and numbers are in order.
 *
 * @throws InvalidArgumentError naming what is not
 */
export function checkAggregateRequest(request: AggregateRequest): number {
  const { groupBy = {}, measures, limit = defaultLimit } = request
  const names = [...Object.keys(groupBy), ...Object.keys(measures)]
  if (names.length === 0) throw new InvalidArgumentError('an aggregate needs at least one group or measure')
  for (const name of names) checkName(name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new InvalidArgumentError(`"${twice}" names a group and a measure`)
  for (const key of Object.values(groupBy)) if (typeof key === 'object') checkBucket(key)
  for (const [name, aggregation] of Object.entries(measures)) {
    if (aggregation.op === 'percentile' && !(aggregation.fraction >= 0 && aggregation.fraction <= 1)) {
      throw new InvalidArgumentError(`the fraction of "${name}" is a number from 0 to 1`)
    }
  }
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > highestLimit) {
    throw new InvalidArgumentError(`limit is a whole number from 1 to ${highestLimit}, found ${limit}`)
  }
  return limit
}

function checkName(name: string): void {
  if (/^[A-Za-z_]\w{0,62}$/.test(name)) return
  throw new InvalidArgumentError(
    `a name of the answer is up to 63 letters, digits and "_", found ${JSON.stringify(name.slice(0, 80))}`,
  )
}

function checkBucket({ field, bucket, zone = 'UTC' }: TimeBucket): void {
  if (!buckets.has(bucket)) {
    throw new InvalidArgumentError(`the bucket of "${field}" is one of ${[...buckets].join(', ')}`)
  }
  try {
    Intl.DateTimeFormat('en', { timeZone: zone }) // PostgreSQL would take abbreviations and inventions, too
  } catch (cause) {
    throw new InvalidArgumentError(`the zone of "${field}" is a name such as "Europe/Paris"`, { cause })
  }
}
