import {
  globalPosition,
  InvalidArgumentError,
  type ConsistencyMarker,
  type GlobalPosition,
} from '@uno-ts/types'

/** Makes the marker of a reader that has seen every matching event up to here. */
export function consistencyMarker(position: GlobalPosition): ConsistencyMarker {
  return `pg:${position}` as ConsistencyMarker // the one place that makes them
}

/** @throws InvalidArgumentError when the marker was not made by this store */
export function markerPosition(marker: ConsistencyMarker): GlobalPosition {
  if (!marker.startsWith('pg:')) {
    throw new InvalidArgumentError('a consistency marker is what readByQuery of this store gave as "head"')
  }
  return globalPosition(marker.slice(3))
}
