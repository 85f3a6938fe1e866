import type { Event, ProjectionHandlers, RecordedEvent } from '@uno-ts/types'
import type { ProjectionPlace } from './projection-place.ts'
import type { ProjectionTestOptions } from './projection-test.ts'

/** As much of a fold as its test needs: what `defineFold` makes fits it. `any`, because its functions take their own types. */
export interface TestedFold {
  readonly name: string
  readonly eventTypes: readonly string[]
  readonly key: 'stream' | ((event: any) => string | undefined | readonly string[])
  readonly evolve: (row: any, event: any, key: string) => any
}

/** The events that a fold reads. */
export type EventsOfFold<Fold extends TestedFold> = EventOfRecorded<Parameters<Fold['evolve']>[1]>

type EventOfRecorded<Recorded> = Recorded extends {
  readonly type: infer Type extends string
  readonly data: infer Data
}
  ? Event<Type, Data>
  : never

/** The rows of a fold, by key. */
export type FoldedRows = Map<string, object>

/**
 * Lets a fold be tested without a database: rows are kept in memory, and compared as `{ key, …row }` in the order of their
 * keys. A fold counts on each event coming once, so its rows are built anew instead of handling events again.
 *
 * @example
 * ```ts
 * import { defineFold } from '@uno-ts/projections'
 * import { foldInMemory, ProjectionTest } from '@uno-ts/testing'
 * import { streamId, type Event } from '@uno-ts/types'
 *
 * type OrderEvent = Event<'OrderPlaced', { readonly lines: number }>
 *
 * const orders = defineFold<OrderEvent, { readonly lines: number }>({
 *   name: 'orders',
 *   version: 1,
 *   table: { name: 'orders', key: { column: 'order_id', type: 'text' }, columns: { lines: 'integer' } },
 *   eventTypes: ['OrderPlaced'],
 *   key: 'stream',
 *   evolve: (_row, { data }) => ({ lines: data.lines }),
 * })
 *
 * await new ProjectionTest(foldInMemory(orders))
 *   .given({ type: 'OrderPlaced', data: { lines: 2 }, streamId: streamId('order', '1') })
 *   .thenRows({ key: 'order-1', lines: 2 })
 * ```
 */
export function foldInMemory<Fold extends TestedFold>(
  fold: Fold,
): ProjectionTestOptions<EventsOfFold<Fold>, FoldedRows> {
  const handle = (event: RecordedEvent, { tx }: { readonly tx: FoldedRows }): void => {
    for (const key of keysOf(fold, event)) {
      const row = fold.evolve(tx.get(key), event, key) as object | null // what its definition says
      if (row === null) tx.delete(key)
      else tx.set(key, row)
    }
  }
  // One function for every type the fold reads.
  const on = Object.fromEntries(
    fold.eventTypes.map((type) => [type, handle]),
  ) as unknown as ProjectionHandlers<EventsOfFold<Fold>, FoldedRows>
  return { projection: { name: fold.name, on }, open: emptyPlace, idempotent: false }
}

function emptyPlace(): ProjectionPlace<FoldedRows> {
  const tx: FoldedRows = new Map()
  return { tx, rows: () => Array.from(tx, ([key, row]) => ({ key, ...row })).toSorted(byKey) }
}

function byKey(one: { readonly key: string }, other: { readonly key: string }): number {
  return one.key < other.key ? -1 : 1
}

function keysOf({ key }: Pick<TestedFold, 'key'>, event: RecordedEvent): readonly string[] {
  if (key === 'stream') return [event.streamId]
  const found = key(event)
  if (found === undefined) return []
  return typeof found === 'string' ? [found] : found
}
