import type { Event, StreamId } from '@uno-ts/types'

/**
 * An event of a history, with its stream. What another store has recorded fits as it is; its versions and positions are
 * not taken over, only their order.
 */
export type ImportedEvent<Imported extends Event = Event> = Imported & {
  readonly streamId: StreamId
  /** When it was recorded, to the millisecond, in the years 1 to 9999. Default: when its batch is imported. */
  readonly recordedAt?: Date | undefined
}
