import type { GlobalPosition, Schema, StandingPolicy } from '@uno-ts/types'
import type { FastifyRequest } from 'fastify'
import type { ChangeMessage, Positioned } from '../changes-route/change-message.ts'
import type { Caller } from '../context/execute-options-of.ts'

/** What the source of a channel is asked for. */
export interface ChannelRequest<Filter> extends Caller {
  /** Only what comes after it; `undefined` for what happens from now on. */
  readonly after: GlobalPosition | undefined
  /** What the client asked for, as the channel's schema gives it out. */
  readonly filter: Filter
  /** Aborted when the subscription ends: the iterable must end then. */
  readonly signal: AbortSignal
  /** The request that opened the connection. */
  readonly request: FastifyRequest
}

/** One kind of changes that a client may subscribe to. Made by {@link channel}. */
export interface Channel<Change extends Positioned = Positioned, FilterSchema extends Schema = Schema> {
  /**
   * Gives changes, in the order of their positions, until its signal is aborted. It is asked for the next change when the
   * client can take it.
   */
  readonly source: (
    request: ChannelRequest<NonNullable<FilterSchema['~standard']['types']>['output']>,
  ) => AsyncIterable<Change>
  /** What a client may ask for. Default: nothing; a filter is refused. */
  readonly filter?: FilterSchema | undefined
  /** Who may subscribe, beside the policy of the route. Default: whoever is connected. */
  readonly policy?: StandingPolicy | undefined
  /** What a subscriber gets of a change; made once for all subscribers. Default: the event `change` with the whole change. */
  readonly message?: ((change: Change) => ChangeMessage) | undefined
}

// A channel's source is contravariant in its filter, so only `any` accepts every channel.
// oxlint-disable typescript/no-explicit-any
/** The channels of a route by name. */
export type Channels = Readonly<Record<string, Channel<any, any>>>
// oxlint-enable typescript/no-explicit-any

/** How changes are reached over WebSocket. */
export interface WebSocketConfig {
  /** A Fastify URL. */
  readonly url: string
  /** Who may connect. Default: the policy of `cqrsPlugin`, which cannot be a function then. */
  readonly policy?: StandingPolicy | undefined
  /**
   * The pages that may connect, as browsers name them: `https://shop.example.com`. Clients that are no browsers name none
   * and pass. Default: pages of the host that is connected to.
   */
  readonly origins?: readonly string[] | undefined
  /** How many connections the route serves at once; one more is refused with 429. Default 1,000. */
  readonly maxClients?: number | undefined
  /** How many subscriptions a connection may have at once; one more is refused. Default 100. */
  readonly maxSubscriptions?: number | undefined
  /** The longest message of a client, in bytes; a longer one closes its connection. Default 16,384. */
  readonly maxMessageBytes?: number | undefined
  /** How many messages a client may send a second, with as many at once; more close its connection. Default 50. */
  readonly maxMessagesPerSecond?: number | undefined
  /** How much may wait in memory for one client, in bytes. Default 65,536. */
  readonly maxBufferedBytes?: number | undefined
  /** How long that much may wait before the client is cut off, in milliseconds. Default 10,000. */
  readonly stalledAfterMs?: number | undefined
  /** How often the client is asked whether it is there, in milliseconds; one that does not answer is cut off. Default 30,000. */
  readonly heartbeatMs?: number | undefined
}

/**
 * Declares a channel, so that its source, its filter and its message are typed together.
 *
 * @example
 * ```ts
 * import { channel } from '@uno-ts/fastify-adapter'
 * import { streamId, type EventStore, type RecordedEvent } from '@uno-ts/types'
 * import { z } from 'zod'
 *
 * export function orderEvents(eventStore: EventStore, follow: (order: string) => AsyncIterable<RecordedEvent>) {
 *   return channel({
 *     filter: z.strictObject({ orderId: z.string() }),
 *     source: ({ filter }) => follow(streamId('order', filter.orderId)),
 *     message: ({ type, data }) => ({ event: type, data }),
 *   })
 * }
 * ```
 */
export function channel<Change extends Positioned, FilterSchema extends Schema = Schema<undefined>>(
  declared: Channel<Change, FilterSchema>,
): Channel<Change, FilterSchema> {
  return declared
}
