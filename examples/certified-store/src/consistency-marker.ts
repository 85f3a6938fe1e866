import {
  globalPosition,
  InvalidArgumentError,
  type ConsistencyMarker,
  type GlobalPosition,
} from '@uno-ts/types'

/** The marker of a reader that has seen everything up to a position. */
export function markerOf(position: GlobalPosition): ConsistencyMarker {
  return `sqlite:${position}` as ConsistencyMarker // the one place that makes them
}

/** Up to where the reader had seen. @throws InvalidArgumentError when another store made the marker */
export function markedPosition(marker: ConsistencyMarker): GlobalPosition {
  const position = /^sqlite:(\d+)$/.exec(marker)?.[1]
  if (position === undefined)
    throw new InvalidArgumentError('the consistency marker was not made by this store')
  return globalPosition(position)
}
