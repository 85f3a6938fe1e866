import type { Event, GlobalPosition, ProjectionId, RecordedEvent } from '@uno-ts/types'
import type { BatchProjection, ProjectionOptions } from '../define/projection.ts'

/** What {@link SinkDefinition.deliver} may use. */
export interface SinkContext {
  readonly projectionId: ProjectionId
  /** The position of the last of these events. A target that keeps it can tell what it was given before. */
  readonly position: GlobalPosition
  readonly signal?: AbortSignal | undefined
}

/** What a sink is made of. */
export interface SinkDefinition<Events extends Event> extends Pick<
  ProjectionOptions<Events, never>,
  'name' | 'slices' | 'sliceBy' | 'onError' | 'keys'
> {
  /** Which events are delivered. */
  readonly eventTypes: readonly Events['type'][]
  /**
   * Delivers one or more events, in the order of the log; resolves once the target has them. What it throws says that it has
   * not: they come again, with others or in smaller parts.
   */
  readonly deliver: (events: readonly RecordedEvent<Events>[], context: SinkContext) => Promise<unknown>
  /**
   * Raise it when something else is delivered. The raised version is silent until it has passed the place of the former one,
   * because what was delivered cannot be taken back; with {@link SinkDefinition.reset} it delivers everything once more, to an
   * empty target. Default 1.
   */
  readonly version?: number | undefined
  /** Events up to here are never delivered: for a sink that begins in the midst of a log. Default: all are. */
  readonly after?: GlobalPosition | undefined
  /**
   * Empties the target for a rebuild, which delivers everything once more. Default: the sink cannot be rebuilt, because what
   * was delivered cannot be taken back.
   */
  readonly reset?: ((context: { readonly signal?: AbortSignal | undefined }) => Promise<unknown>) | undefined
}

/**
 * A projection whose rows are not in the database: a runner delivers its events at least once, in the order of their keys.
 * Its checkpoint moves after the target has answered.
 */
export interface Sink<Events extends Event> extends BatchProjection<Events, any> {
  readonly outside: true
}
