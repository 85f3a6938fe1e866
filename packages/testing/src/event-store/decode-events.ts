import type { EventCodec, RecordedEvent } from '@uno-ts/types'
import type { EventLog } from './event-log.ts'
import { recordedEvent, type StoredEvent } from './stored-event.ts'

/** Gives stored events, in ascending order, as readers get them: through the codec, when there is one. */
export function decodeEvents(
  stored: readonly StoredEvent[],
  { codec, log }: { readonly codec: EventCodec | undefined; readonly log: EventLog },
): readonly RecordedEvent[] {
  const events = stored.map(recordedEvent)
  const [first] = events
  if (codec === undefined || first === undefined) return events
  const neighbours = (codec.neighbours?.(events) ?? []).flatMap(({ streamId, streamVersion }) => {
    const neighbour = log.stream(first.tenant, streamId)[streamVersion - 1]
    return neighbour === undefined ? [] : [recordedEvent(neighbour)]
  })
  return codec.decode(events, neighbours)
}
