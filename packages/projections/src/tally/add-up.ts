import { keyText, readerOf, type ReadableEvent } from './event-path.ts'
import { amountReader, wholeReader } from './tally-amount.ts'
import type { TallyForm } from './tally.ts'

/** What events add to a row: the parts of its key, and a value for each column. */
export interface TallyRow {
  readonly key: readonly string[]
  /** In the order of {@link tallyColumns}; absent where no event had one. */
  readonly values: readonly (bigint | undefined)[]
}

/** How a column takes up what comes. */
type Rule = 'sum' | 'min' | 'max'

/** The columns of a tally beside its key, in their order. */
export function tallyColumns({ sums, min = {}, max = {} }: TallyForm): readonly (readonly [string, Rule])[] {
  return [
    ...Object.keys(sums).map((name) => [name, 'sum'] as const),
    ...Object.keys(min).map((name) => [name, 'min'] as const),
    ...Object.keys(max).map((name) => [name, 'max'] as const),
  ]
}

/** Rows by key, while they are added up. */
export type AddedRows = Map<
  string,
  { readonly key: readonly string[]; readonly values: (bigint | undefined)[] }
>

/** Makes what adds events up: a row for each key, in the order of the keys; to rows that were begun before, if any. */
export function adder(
  form: TallyForm,
): (events: readonly ReadableEvent[], rows?: AddedRows) => readonly TallyRow[] {
  const keyReaders = Object.values(form.key).map(readerOf)
  const types = new Set<string>(form.eventTypes)
  const rules = tallyColumns(form).map(([, rule]) => rule)
  const readers = [
    ...Object.entries(form.sums).map(([column, sum]) => amountReader(column, sum)),
    ...[...Object.entries(form.min ?? {}), ...Object.entries(form.max ?? {})].map(([column, path]) =>
      wholeReader(column, path),
    ),
  ]
  const rowOf = (rows: AddedRows, key: readonly string[]): (bigint | undefined)[] => {
    const [only = '', ...others] = key
    const name = others.length === 0 ? only : JSON.stringify(key)
    const found = rows.get(name)
    if (found !== undefined) return found.values
    const values = rules.map((rule) => (rule === 'sum' ? 0n : undefined))
    rows.set(name, { key, values })
    return values
  }
  return (events, rows = new Map()) => {
    for (const event of events) {
      const key = types.has(event.type) ? keyOf(keyReaders, event) : undefined
      if (key === undefined) continue
      const values = rowOf(rows, key)
      readers.forEach((read, index) => {
        values[index] = taken(rules[index], values[index], read(event))
      })
    }
    return [...rows].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row)
  }
}

function keyOf(
  readers: readonly ((event: ReadableEvent) => unknown)[],
  event: ReadableEvent,
): readonly string[] | undefined {
  const key: string[] = []
  for (const read of readers) {
    const part = keyText(read(event))
    if (part === undefined) return undefined
    key.push(part)
  }
  return key
}

function taken(
  rule: Rule | undefined,
  before: bigint | undefined,
  value: bigint | undefined,
): bigint | undefined {
  if (value === undefined) return before
  if (before === undefined) return value
  switch (rule) {
    case 'min':
      return value < before ? value : before
    case 'max':
      return value > before ? value : before
    case 'sum':
    case undefined:
      return before + value
  }
}
