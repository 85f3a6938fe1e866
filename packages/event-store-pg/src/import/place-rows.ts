import { StreamArchivedError, type StreamId } from '@uno-ts/types'
import type { ImportPlaces } from './begin-import.ts'
import type { ImportRow, PlacedRow } from './import-row.ts'

/** How many events each stream gets, sorted by name. */
export function streamCounts(rows: readonly ImportRow[]): ReadonlyMap<StreamId, number> {
  const counts = new Map<StreamId, number>()
  for (const { streamId } of rows) counts.set(streamId, (counts.get(streamId) ?? 0) + 1)
  return new Map([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** The version each stream had before the batch. @throws StreamArchivedError when one is archived */
export function versionsBefore(
  counts: ReadonlyMap<StreamId, number>,
  { versions }: ImportPlaces,
): ReadonlyMap<StreamId, number> {
  return new Map(
    [...counts].map(([stream, count], index) => {
      const after = versions[index] ?? null
      if (after === null) throw new StreamArchivedError(stream)
      return [stream, after - count]
    }),
  )
}

/** Gives each row its version, its position and a time. */
export function placeRows(
  rows: readonly ImportRow[],
  before: ReadonlyMap<StreamId, number>,
  { positions, importedAt }: ImportPlaces,
): readonly PlacedRow[] {
  const versions = new Map(before)
  return rows.map((row, index) => {
    const streamVersion = (versions.get(row.streamId) ?? 0) + 1
    versions.set(row.streamId, streamVersion)
    return {
      row,
      streamVersion,
      position: positions[index] ?? 0n,
      recordedAt: row.recordedAt ?? importedAt,
    }
  })
}
