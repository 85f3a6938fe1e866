import { streamId, type Event, type StreamId } from '@uno-ts/types'
import * as fc from 'fast-check'

/** What the folds and tallies of these tests read, with all that real events have: fields that are missing, of any sign. */
export type ShopEvent =
  | Event<'Sold', { readonly product?: string | null; readonly quantity?: number; readonly paid?: string }>
  | Event<'Returned', { readonly product?: string | null; readonly quantity?: number }>
  | Event<'Closed', Record<string, never>>
  | Event<'Unheard', Record<string, never>>

/** Events that are appended together to one stream. */
export interface ShopAppend {
  readonly stream: StreamId
  readonly events: readonly ShopEvent[]
}

const product = fc.option(fc.constantFrom('a', 'b', 'Ärger', '{x', '[1]', "o'b", ''), {
  nil: null,
  freq: 6,
})
const quantity = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.maxSafeInteger())
const paid = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }).map(String)
const data = { product, quantity, paid }

/** Any event. */
export const someEvent: fc.Arbitrary<ShopEvent> = fc.oneof(
  fc.record(data, { requiredKeys: [] }).map((fields): ShopEvent => ({ type: 'Sold', data: fields })),
  fc
    .record({ product, quantity }, { requiredKeys: [] })
    .map((fields): ShopEvent => ({ type: 'Returned', data: fields })),
  fc.constant<ShopEvent>({ type: 'Closed', data: {} }),
  fc.constant<ShopEvent>({ type: 'Unheard', data: {} }),
)

/** Appends to a few streams. */
export const someAppends: fc.Arbitrary<readonly ShopAppend[]> = fc.array(
  fc.record({
    stream: fc.constantFrom('1', '2', '3').map((id) => streamId('shop', id)),
    events: fc.array(someEvent, { minLength: 1, maxLength: 5 }),
  }),
  { maxLength: 15 },
)
