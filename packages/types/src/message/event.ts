import type { GlobalPosition } from '../identity/global-position.ts'
import type { StreamId } from '../identity/stream-id.ts'
import type { TenantId } from '../identity/tenant.ts'
import type { MessageMetadata } from './metadata.ts'

/** A label that conditions and queries can name: `course:c1`. Case-sensitive, 1 to 256 characters. */
export type Tag = string

/**
 * A fact, in the past tense, before it is recorded.
 *
 * @example
 * ```ts
 * import type { Event } from '@uno-ts/types'
 *
 * export type OrderEvent =
 *   | Event<'OrderPlaced', { readonly orderId: string }>
 *   | Event<'OrderCancelled', { readonly reason: string }>
 * ```
 */
export interface Event<Type extends string = string, Data = unknown> {
  readonly type: Type
  /** JSON-shaped data. A store's codec may declare further types, such as bigints. */
  readonly data: Data
  /** A UUID that makes repeating an append harmless. Default: the store makes a UUIDv7. */
  readonly id?: string | undefined
  /** The version of the event's shape. Default: today's, which is 1 for a store that has no codec. */
  readonly schemaVersion?: number | undefined
  /** Tags for dynamic consistency boundaries and filters. Default: none. */
  readonly tags?: readonly Tag[] | undefined
  /** What travels with the event. It overrides the append's own metadata field by field. */
  readonly metadata?: MessageMetadata | undefined
}

/** An event as the store gives it back. */
export type RecordedEvent<Recorded extends Event = Event> = Recorded extends Event
  ? {
      readonly type: Recorded['type']
      readonly data: Recorded['data']
      /** A UUIDv7 unless the caller brought its own. */
      readonly id: string
      readonly schemaVersion: number
      readonly tags: readonly Tag[]
      readonly metadata: MessageMetadata
      readonly tenant: TenantId
      readonly streamId: StreamId
      /** 1 for the first event of its stream. */
      readonly streamVersion: number
      readonly globalPosition: GlobalPosition
      /** When the database recorded it; microseconds are cut to milliseconds. Not an order: order is `globalPosition`. */
      readonly recordedAt: Date
    }
  : never
