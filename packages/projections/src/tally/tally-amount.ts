import { ValidationError } from '@uno-ts/types'
import { isEventPath, readerOf, type ReadableEvent } from './event-path.ts'
import type { EventPath, TallyAmount, TallySum } from './tally.ts'

/** A number that is always the same, or the one at a path. */
export type Amount = { readonly fixed: number } | { readonly path: EventPath; readonly taken: boolean }

/** An amount of a definition; `undefined` when it is none. */
export function amountOf(amount: unknown): Amount | undefined {
  if (typeof amount === 'number') return Number.isSafeInteger(amount) ? { fixed: amount } : undefined
  if (typeof amount !== 'string') return undefined
  const taken = amount.startsWith('-')
  const path = taken ? amount.slice(1) : amount
  return isEventPath(path) ? { path, taken } : undefined
}

/** What a sum says of each type, and of all where it makes no difference between them. */
export function amountsOf(
  sum: TallySum,
): { readonly all: TallyAmount } | Readonly<Record<string, TallyAmount>> {
  return typeof sum === 'object' ? (sum as Readonly<Record<string, TallyAmount>>) : { all: sum }
}

/** What reads the amount of a column from an event; `undefined` when there is none in it. */
export function amountReader(column: string, sum: TallySum): (event: ReadableEvent) => bigint | undefined {
  if (typeof sum !== 'object') return readerOfAmount(column, sum)
  const readers = new Map(
    Object.entries<TallyAmount | undefined>(sum).flatMap(([type, amount]) =>
      amount === undefined ? [] : [[type, readerOfAmount(column, amount)] as const],
    ),
  )
  return (event) => readers.get(event.type)?.(event)
}

/** What reads the whole number at a path. */
export function wholeReader(column: string, path: EventPath): (event: ReadableEvent) => bigint | undefined {
  const read = readerOf(path)
  return (event) => wholeNumber(column, event, read(event))
}

function readerOfAmount(column: string, written: TallyAmount): (event: ReadableEvent) => bigint | undefined {
  const amount = amountOf(written)
  if (amount === undefined) return () => undefined // refused by the definition
  if ('fixed' in amount) {
    const fixed = BigInt(amount.fixed)
    return () => fixed
  }
  const read = wholeReader(column, amount.path)
  if (!amount.taken) return read
  return (event) => {
    const value = read(event)
    return value === undefined ? undefined : -value
  }
}

function wholeNumber(column: string, { type }: ReadableEvent, value: unknown): bigint | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'bigint') return value
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return BigInt(value)
  throw new ValidationError(type, [
    { path: [column], message: `expected a whole number, found a ${typeof value} that is none` },
  ])
}
