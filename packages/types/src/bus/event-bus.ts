import type { Event, RecordedEvent } from '../message/event.ts'

/** Reacts to one recorded event, in the process that appended it. */
export type EventHandler<Handled extends Event = Event> = (
  event: RecordedEvent<Handled>,
  options: { readonly signal?: AbortSignal | undefined },
) => Promise<void> | void

/**
 * Hands committed events to handlers in the same process, in order. It is a convenience, not a guarantee: a process
 * that dies between commit and publication has not called them. What must happen is a projection or a process manager.
 */
export interface EventBus {
  /** Calls every handler of each event's type and waits for them; one that fails does not keep the others from running. */
  publish(
    events: readonly RecordedEvent[],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<void>
  /** Adds a handler for a type, or for all with `'*'`. Returns the function that takes it away again. */
  subscribe(type: string, handler: EventHandler): () => void
  /** Whether anybody listens to the type, so that nothing is read for nobody. Without it: somebody may. */
  handles?(type: string): boolean
}
