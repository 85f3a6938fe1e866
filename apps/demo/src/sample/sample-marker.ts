import { streamId, type Event, type EventStore } from '@uno-ts/types'

/** Written before the first sample order and after the last. */
export type SampleEvent = Event<'SampleBegun', { readonly seed: number }> | Event<'SampleFinished', object>

/** The stream that says whether a shop holds sample orders. */
export const sampleStream = streamId('sample', 'orders')

/** Whether the shop holds sample orders, or some of them. */
export async function holdsSamples(eventStore: EventStore): Promise<boolean> {
  return (await eventStore.streamState(sampleStream)).streamVersion > 0
}
