import type { EventStore } from '@uno-ts/types'
import { nowMs, type Arrival } from './arrivals.ts'

/** Subscribes to the whole log and reports each event on its arrival, until `signal` aborts. */
export async function followLog(
  store: Pick<EventStore, 'subscribe'>,
  report: (arrival: Arrival) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const { events } of store.subscribe({ signal })) {
      const atMs = nowMs()
      for (const event of events) report({ stream: event.streamId, version: event.streamVersion, atMs })
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
