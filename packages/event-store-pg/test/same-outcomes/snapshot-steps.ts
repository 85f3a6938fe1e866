import type { Json } from '@uno-ts/types'
import * as fc from 'fast-check'
import { comparableEvents } from './read-steps.ts'
import { markerAgo } from './side.ts'
import { Step } from './step.ts'
import { anyStream } from './write-steps.ts'

const anySchemaVersion = fc.constantFrom(1, 2)
const anyState: fc.Arbitrary<Json> = fc.constantFrom({ open: true }, ['a\u0000b'], 7, null)
const takenAt = new Date('2026-02-03T04:05:06.789Z')
const anyHash = fc.constantFrom('h1', 'h2')

const saveStep = fc
  .record({
    streamId: anyStream,
    streamVersion: fc.nat({ max: 6 }),
    schemaVersion: anySchemaVersion,
    state: anyState,
  })
  .map(
    (snapshot) =>
      new Step('save', snapshot, ({ snapshots, tenant }) =>
        snapshots.save({ ...snapshot, takenAt }, { tenant }),
      ),
  )

const loadStep = fc
  .record({ stream: anyStream, snapshotSchemaVersion: fc.constantFrom(undefined, 1, 2) })
  .map((parameters) => {
    const { stream, ...options } = parameters
    return new Step('load', parameters, async (side) => {
      const { events, ...loaded } = await side.store.load(stream, options)
      return { ...loaded, events: comparableEvents(side, events) }
    })
  })

const deleteStep = anyStream.map(
  (stream) => new Step('delete', { stream }, ({ snapshots, tenant }) => snapshots.delete(stream, { tenant })),
)

const saveQueryStep = fc
  .record({
    queryHash: anyHash,
    schemaVersion: anySchemaVersion,
    state: anyState,
    readsAgo: fc.nat({ max: 3 }),
  })
  .map((parameters) => {
    const { readsAgo, ...snapshot } = parameters
    return new Step('saveQuery', parameters, async (side) => {
      const marker = markerAgo(side, readsAgo)
      if (marker === undefined) return
      await side.snapshots.saveQuery({ ...snapshot, marker }, { tenant: side.tenant })
    })
  })

const loadQueryStep = fc.record({ queryHash: anyHash, schemaVersion: anySchemaVersion }).map((parameters) => {
  const { queryHash, schemaVersion } = parameters
  return new Step('loadQuery', parameters, async ({ snapshots, tenant, markers }) => {
    const found = await snapshots.loadQuery(queryHash, { schemaVersion, tenant })
    // Markers are each store's own words: what counts is that it is one that was given.
    return found && { ...found, marker: markers.includes(found.marker) }
  })
})

/** Every way to use snapshots. */
export const snapshotSteps: readonly fc.Arbitrary<Step>[] = [
  saveStep,
  loadStep,
  deleteStep,
  saveQueryStep,
  loadQueryStep,
]
