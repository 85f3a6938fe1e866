import { streamId, type Event, type RecordedEvent, type StreamId } from '@uno-ts/types'

/** A stream of the category `order`. */
export function order(id: string): StreamId {
  return streamId('order', id)
}

/** An event with a number, so that a test can tell which ones it reads. */
export function numbered(number: number, more: Partial<Event> = {}): Event {
  return { type: 'Numbered', data: { number }, ...more }
}

/** Events with the numbers `from` to `to`. */
export function numberedFrom(from: number, to: number): Event[] {
  return Array.from({ length: to - from + 1 }, (_, index) => numbered(from + index))
}

/** The numbers of events, in their order. */
export function numbers(events: Iterable<RecordedEvent>): number[] {
  return Array.from(events, ({ data }) => (data as { number: number }).number) // all of them are made above
}

/** The numbers from 1 to `last`. */
export function countTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1)
}
