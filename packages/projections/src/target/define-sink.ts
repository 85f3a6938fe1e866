import { projectionId, type Event } from '@uno-ts/types'
import { defineProjection } from '../define/define-projection.ts'
import type { Sink, SinkDefinition } from './sink.ts'

/**
 * Defines a projection whose target is not the database of the checkpoints: a search index, a queue, a mail server. The
 * `ProjectionRunner` runs it beside others, with the same slices, failures and parked events. No transaction is open while
 * the target is waited for.
 *
 * Events are delivered at least once: after a crash, or an answer that was lost, some come again. The target tells them
 * by their ids, or by their positions, which rise within a key. What was delivered is not delivered again by a restart, and
 * not by a rebuild unless there is a `reset`.
 *
 * @throws ConfigurationError that names the field when the definition cannot work
 * @example
 * ```ts
 * import { defineSink, type Sink } from '@uno-ts/projections'
 * import type { Event } from '@uno-ts/types'
 *
 * type OrderPlaced = Event<'OrderPlaced', { readonly orderId: string }>
 *
 * export const searchIndex: Sink<OrderPlaced> = defineSink<OrderPlaced>({
 *   name: 'search-index',
 *   eventTypes: ['OrderPlaced'],
 *   onError: { strategy: 'retry' },
 *   deliver: (events, { signal }) =>
 *     fetch('https://search.example/bulk', {
 *       method: 'POST',
 *       body: JSON.stringify(events.map(({ id, data }) => ({ id, ...data }))),
 *       signal: signal ?? null,
 *     }),
 * })
 * ```
 */
export function defineSink<Events extends Event>({
  deliver,
  after,
  version = 1,
  reset,
  ...definition
}: SinkDefinition<Events>): Sink<Events> {
  const id = projectionId(definition.name)
  const projection = defineProjection<Events, any>({
    ...definition,
    version,
    outside: true,
    ...(reset !== undefined && { reset: ({ signal }) => reset({ signal }) }),
    async handleBatch(events, { signal }) {
      const wanted =
        after === undefined ? events : events.filter(({ globalPosition }) => globalPosition > after)
      const last = wanted.at(-1)
      if (last === undefined) return
      await deliver(wanted, { projectionId: id, position: last.globalPosition, signal })
    },
  })
  return { ...projection, outside: true }
}
