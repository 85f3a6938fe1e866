import { UnoError, type GlobalPosition, type ProjectionId, type RecordedEvent } from '@uno-ts/types'

/**
 * A projection's own code refused events: nothing of the batch was written. What it threw is the `cause`; the message
 * names its kind only, because it may speak of the payload.
 */
export class ProjectionError extends UnoError {
  readonly code = 'ERR_PROJECTION' as const
  readonly retryable = false
  readonly projectionId: ProjectionId
  /** The type of the event, the first of the batch for a batch form; absent when no event was at hand. */
  readonly eventType: string | undefined
  /** The position of that event. */
  readonly position: GlobalPosition | undefined

  constructor(projectionId: ProjectionId, event: RecordedEvent | undefined, cause: unknown) {
    const what =
      event === undefined ? 'empty its rows' : `handle ${event.type} at position ${event.globalPosition}`
    super(`projection "${projectionId}" could not ${what}: ${kindOf(cause)}`, { cause })
    this.projectionId = projectionId
    this.eventType = event?.type
    this.position = event?.globalPosition
  }
}

function kindOf(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause
  const code = 'code' in cause && typeof cause.code === 'string' ? ` ${cause.code}` : ''
  return `${cause.name}${code}`
}
