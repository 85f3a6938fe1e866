import type { EventFilter, EventStore, RecordedEvent, TenantId } from '@uno-ts/types'
import type { FollowRequest } from './follow-request.ts'

/** Which events an {@link eventSource} gives. */
export interface EventSourceOptions {
  /** The store whose log is followed. */
  readonly eventStore: Pick<EventStore, 'subscribe'>
  /** Default: all events. */
  readonly filter?: EventFilter | undefined
  /** Default: the store's own. */
  readonly tenant?: TenantId | undefined
}

/**
 * Recorded events as a source of changes, one by one in the order of the log, each at its own position.
 *
 * @example
 * ```ts
 * import { changesRoute, eventSource, SharedChanges } from '@uno-ts/fastify-adapter'
 * import type { EventStore } from '@uno-ts/types'
 * import type { FastifyInstance } from 'fastify'
 *
 * export function orderEvents(app: FastifyInstance, eventStore: EventStore): void {
 *   const source = eventSource({ eventStore, filter: { categories: ['order'] } })
 *   const events = new SharedChanges({ source })
 *   app.route(changesRoute((request) => events.follow(request), { url: '/orders/events' }))
 * }
 * ```
 */
export function eventSource({
  eventStore,
  filter,
  tenant,
}: EventSourceOptions): (request: FollowRequest) => AsyncIterable<RecordedEvent> {
  return async function* ({ after, signal }) {
    for await (const { events } of eventStore.subscribe({ from: after ?? 'now', filter, tenant, signal })) {
      yield* events
    }
  }
}
