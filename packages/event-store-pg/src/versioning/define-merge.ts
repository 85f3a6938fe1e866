import { ConfigurationError, type RecordedEvent } from '@uno-ts/types'
import type { UpcastEvent } from './upcaster.ts'

/** How several stored events become one. */
export interface EventMerge {
  /** The stored types, in the order in which the events follow each other in their stream. */
  readonly types: readonly string[]
  /** The type of what is made of them. */
  readonly into: string
  /** Makes the one event of the others, each of which has been brought to its type's last version. */
  readonly merge: (parts: readonly RecordedEvent[]) => Omit<UpcastEvent, 'type'>
  /**
   * Whether neighbours of the right types belong together. It must be true only for events of one append: of others a
   * reader at the end of the log may see the first before the second is there. Default: both carry the same causation id.
   */
  readonly together?: ((one: RecordedEvent, next: RecordedEvent) => boolean) | undefined
}

/**
 * Describes how neighbours in a stream become one event, as a frozen value for an `EventRegistry`: two or more events of
 * different types that one append wrote, one directly after the other. Where one of them is missing, the others are read
 * as their own definitions say.
 *
 * The one event stands in the place of the last of them: its id, tags, metadata, version, position and time.
 *
 * @throws ConfigurationError when there are fewer than two types, or one twice
 * @example
 * ```ts
 * import { defineMerge } from '@uno-ts/event-store-pg'
 *
 * export const addressChanged = defineMerge({
 *   types: ['StreetChanged', 'CityChanged'],
 *   into: 'AddressChanged',
 *   merge: ([street, city]) => ({ data: { street: street?.data, city: city?.data } }),
 * })
 * ```
 */
export function defineMerge(merge: EventMerge): EventMerge {
  const types = Object.freeze([...merge.types])
  if (types.length < 2 || new Set(types).size !== types.length) {
    throw new ConfigurationError(
      `what becomes "${merge.into}" is two or more different types, found ${types.join(', ') || 'none'}`,
    )
  }
  return Object.freeze({ ...merge, types })
}
