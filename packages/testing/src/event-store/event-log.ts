import { origin, type GlobalPosition, type StreamId, type TenantId } from '@uno-ts/types'
import type { StoredEvent } from './stored-event.ts'

/** All events of all tenants, in ascending position, with the ways they are looked up. */
export class EventLog {
  readonly #events: StoredEvent[] = []
  readonly #streams = new Map<string, StoredEvent[]>()
  readonly #ids = new Map<string, StoredEvent>()

  /** The position of the last event. */
  get head(): GlobalPosition {
    return this.#events.at(-1)?.globalPosition ?? origin
  }

  /** The events of one stream, by version. */
  stream(tenant: TenantId, streamId: StreamId): readonly StoredEvent[] {
    return this.#streams.get(keyOf(tenant, streamId)) ?? []
  }

  /** The event with an id. */
  event(tenant: TenantId, id: string): StoredEvent | undefined {
    return this.#ids.get(keyOf(tenant, id))
  }

  /** A tenant's events after a position. */
  *after(tenant: TenantId, position: GlobalPosition): Generator<StoredEvent> {
    for (let index = this.#firstAfter(position); index < this.#events.length; index++) {
      const event = this.#events[index]
      if (event?.tenant === tenant) yield event
    }
  }

  /** Adds an event at the end. */
  add(event: StoredEvent): void {
    const streamKey = keyOf(event.tenant, event.streamId)
    const stream = this.#streams.get(streamKey)
    if (stream === undefined) this.#streams.set(streamKey, [event])
    else stream.push(event)
    this.#ids.set(keyOf(event.tenant, event.id), event)
    this.#events.push(event)
  }

  #firstAfter(position: GlobalPosition): number {
    let low = 0
    let high = this.#events.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#events[middle]?.globalPosition ?? position) > position) high = middle
      else low = middle + 1
    }
    return low
  }
}

function keyOf(tenant: TenantId, rest: string): string {
  return `${tenant}\0${rest}`
}
