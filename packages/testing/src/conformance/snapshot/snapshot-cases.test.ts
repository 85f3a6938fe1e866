import type { EventStore, SnapshotStore } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { InMemoryEventStore } from '../../event-store/in-memory-event-store.ts'
import { InMemorySnapshotStore } from '../../snapshot/in-memory-snapshot-store.ts'
import { firstFailure, sabotaged } from '../first-failure.ts'
import { snapshotCases } from './snapshot-cases.ts'

interface Sabotage {
  readonly store?: (honest: InMemorySnapshotStore) => Partial<SnapshotStore>
  readonly eventStore?: (honest: InMemoryEventStore, snapshots: SnapshotStore) => Partial<EventStore>
}

const run = ({ store, eventStore }: Sabotage): Promise<string | undefined> =>
  firstFailure(snapshotCases, ['queries'], () => {
    const honest = new InMemorySnapshotStore()
    const snapshots = sabotaged<SnapshotStore>(honest, store?.(honest) ?? {})
    const events = new InMemoryEventStore({ snapshots })
    return {
      store: snapshots,
      eventStore: sabotaged<EventStore>(events, eventStore?.(events, snapshots) ?? {}),
      dispose: () => undefined,
    }
  })

describe('the conformance suite of snapshot stores', () => {
  it('passes an honest store, without any test runner', async () => {
    expect(await run({})).toBeUndefined()
  })

  it('names every case once', () => {
    const names = snapshotCases.flatMap(({ topic, cases }) => cases.map(({ name }) => `${topic}: ${name}`))
    expect(new Set(names).size).toBe(names.length)
  })

  it.each<[string, Sabotage]>([
    ['keeps nothing', { store: () => ({ save: async () => undefined }) }],
    [
      'keeps whatever comes last',
      {
        store: (honest) => ({
          async save(snapshot, options) {
            await honest.delete(snapshot.streamId, options)
            await honest.save(snapshot, options)
          },
        }),
      },
    ],
    [
      'ignores the shape',
      {
        store: (honest) => ({
          save: (snapshot, options) => honest.save({ ...snapshot, schemaVersion: 1 }, options),
          load: (stream, options) => honest.load(stream, { ...options, schemaVersion: 1 }),
        }),
      },
    ],
    [
      'ignores the tenant',
      {
        store: (honest) => ({
          save: (snapshot) => honest.save(snapshot),
          load: (stream, { schemaVersion }) => honest.load(stream, { schemaVersion }),
        }),
      },
    ],
    ['forgets nothing', { store: () => ({ delete: async () => undefined }) }],
    [
      'believes a snapshot that is ahead of its stream',
      {
        eventStore: (honest, snapshots) => ({
          async load(stream, options) {
            const loaded = await honest.load<never>(stream, options)
            const schemaVersion = options?.snapshotSchemaVersion
            if (schemaVersion === undefined) return loaded
            return { ...loaded, snapshot: await snapshots.load(stream, { schemaVersion }) }
          },
        }),
      },
    ],
    [
      'takes the version from the events alone',
      {
        eventStore: (honest) => ({
          async load(stream, options) {
            const loaded = await honest.load<never>(stream, options)
            return { ...loaded, streamVersion: loaded.events.length }
          },
        }),
      },
    ],
    [
      'keeps the snapshot of a query that comes last',
      {
        store: (honest) => {
          let last: Parameters<SnapshotStore['saveQuery']>[0] | undefined
          return {
            async saveQuery(snapshot, options) {
              await honest.saveQuery(snapshot, options)
              last = snapshot
            },
            loadQuery: async (hash, options) => ((await honest.loadQuery(hash, options)) ? last : undefined),
          }
        },
      },
    ],
  ])('notices a store that %s', async (_what, sabotage) => {
    expect(await run(sabotage)).toBeDefined()
  })
})
