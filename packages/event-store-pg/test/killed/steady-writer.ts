import { isUnoError, streamId, type EventStore } from '@uno-ts/types'

/** The n-th event's id of a writer: the same whenever it is asked for. */
function steadyId(writer: number, nr: number): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
  return `${hex(writer, 8)}-0000-7000-8000-${hex(nr, 12)}`
}

/** The token of the event that {@link appendSteadily} appends. */
export function steadyToken(writer: number, nr: number): string {
  return `steady ${writer}:${nr}`
}

/** Appends a writer's n-th event to the stream that only it writes: repeating it is harmless. */
export async function appendSteadily(store: EventStore, writer: number, nr: number): Promise<void> {
  const event = {
    type: 'Happened',
    data: { token: steadyToken(writer, nr) },
    id: steadyId(writer, nr),
    tags: [`writer:${writer}`],
  }
  await store.append(streamId('steady', String(writer)), [event], { expectedVersion: nr - 1 })
}

/** Whether an append failed in a way that leaves open what became of it. */
export function isUnknown(error: unknown): boolean {
  return isUnoError(error, 'ERR_DATABASE') && error.retryable
}
