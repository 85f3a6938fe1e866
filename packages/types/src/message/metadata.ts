import type { Json } from '../json/json.ts'
import type { TenantId } from '../identity/tenant.ts'

/**
 * Facts of the application's own that travel with a message and into its events, such as `{ channel: 'web' }`. JSON
 * alone: they are kept as they are.
 *
 * Any key may be used. An application that declares its own has them typed everywhere, by adding to this interface once.
 * What should be checked when it runs is what the `customMetadata` schema of an `EventRegistry` says.
 *
 * @example
 * ```ts
 * import type { RecordedEvent } from '@uno-ts/types'
 *
 * declare module '@uno-ts/types' {
 *   interface CustomMetadata {
 *     readonly salesChannel?: 'web' | 'phone' | undefined
 *   }
 * }
 *
 * export const salesChannelOf = ({ metadata }: RecordedEvent): 'web' | 'phone' =>
 *   metadata.custom?.salesChannel ?? 'web'
 * ```
 */
export interface CustomMetadata {
  readonly [key: string]: Json | undefined
}

/**
 * What travels with a command or query and into the events it causes. All of it is optional for a caller; the bus fills
 * `messageId` and `correlationId`.
 */
export interface MessageMetadata {
  /** The id of the message itself, a UUIDv7. */
  readonly messageId?: string | undefined
  /** The same for everything that follows from one request. */
  readonly correlationId?: string | undefined
  /** The id of the message that led to this one. */
  readonly causationId?: string | undefined
  /** Who acts: the subject of the credentials. */
  readonly actor?: string | undefined
  /** Whose data it is. Default: the store's own tenant. */
  readonly tenant?: TenantId | undefined
  /** W3C trace context of the span that sent the message. */
  readonly traceparent?: string | undefined
  /** W3C trace state, where there is one. */
  readonly tracestate?: string | undefined
  /** The application's own fields. */
  readonly custom?: CustomMetadata | undefined
}
