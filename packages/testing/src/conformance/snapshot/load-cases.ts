import { randomUUID } from 'node:crypto'
import { assert } from '../assert.ts'
import { countTo, numbered, numberedFrom, numbers } from '../event-store/sample-events.ts'
import { reasonOf, rejection } from '../rejection.ts'
import { account, filled, snapshotAt } from './sample-snapshots.ts'
import type { SnapshotTopic } from './snapshot-subject.ts'

/** Loading a stream with the help of its snapshot. */
export const loadCases: SnapshotTopic = {
  topic: 'loading a stream',
  cases: [
    {
      name: 'looks for no snapshot unless it is asked to',
      async run(subject) {
        const stream = await filled(subject, 5)
        await subject.store.save(snapshotAt(3))
        const loaded = await subject.eventStore.load(stream)
        assert.equal(loaded.snapshot, undefined)
        assert.deepEqual(numbers(loaded.events), countTo(5))
        assert.equal(loaded.streamVersion, 5)
      },
    },
    {
      name: 'gives the snapshot and the events after it',
      async run(subject) {
        const stream = await filled(subject, 5)
        await subject.store.save(snapshotAt(3))
        const loaded = await subject.eventStore.load(stream, { snapshotSchemaVersion: 1 })
        assert.deepEqual(loaded.snapshot, snapshotAt(3))
        assert.deepEqual(numbers(loaded.events), [4, 5])
        assert.deepEqual(
          loaded.events.map(({ streamVersion }) => streamVersion),
          [4, 5],
        )
        assert.equal(loaded.streamVersion, 5)
        assert.equal(loaded.streamId, stream)
      },
    },
    {
      name: 'gives all events where there is no snapshot',
      async run(subject) {
        const stream = await filled(subject, 5)
        const loaded = await subject.eventStore.load(stream, { snapshotSchemaVersion: 1 })
        assert.equal(loaded.snapshot, undefined)
        assert.deepEqual(numbers(loaded.events), countTo(5))
        assert.equal(loaded.streamVersion, 5)
      },
    },
    {
      name: 'knows the version when nothing comes after the snapshot',
      async run(subject) {
        const stream = await filled(subject, 5)
        await subject.store.save(snapshotAt(5))
        const loaded = await subject.eventStore.load(stream, { snapshotSchemaVersion: 1 })
        assert.deepEqual(loaded.snapshot, snapshotAt(5))
        assert.deepEqual(loaded.events, [])
        assert.equal(loaded.streamVersion, 5)
      },
    },
    {
      name: 'gives nothing of a stream that does not exist, though a snapshot was saved for it',
      async run({ eventStore, store }) {
        await store.save(snapshotAt(2, { streamId: account('none') }))
        const loaded = await eventStore.load(account('none'), { snapshotSchemaVersion: 1 })
        assert.deepEqual(loaded, {
          streamId: account('none'),
          snapshot: undefined,
          events: [],
          streamVersion: 0,
        })
      },
    },
    {
      name: 'passes over a snapshot that is ahead of its stream',
      async run(subject) {
        const stream = await filled(subject, 3)
        await subject.store.save(snapshotAt(4))
        const loaded = await subject.eventStore.load(stream, { snapshotSchemaVersion: 1 })
        assert.equal(loaded.snapshot, undefined)
        assert.deepEqual(numbers(loaded.events), countTo(3))
        assert.equal(loaded.streamVersion, 3)
      },
    },
    {
      name: 'lets an older snapshot take the place of one that is ahead of its stream',
      async run(subject) {
        const stream = await filled(subject, 3)
        await subject.store.save(snapshotAt(4))
        await subject.store.save(snapshotAt(2))
        const loaded = await subject.eventStore.load(stream, { snapshotSchemaVersion: 1 })
        assert.equal(loaded.snapshot?.streamVersion, 2)
        assert.deepEqual(numbers(loaded.events), [3])
      },
    },
    {
      name: 'passes over older and newer shapes',
      async run(subject) {
        const stream = await filled(subject, 3)
        await subject.store.save(snapshotAt(3, { schemaVersion: 1 }))
        await subject.store.save(snapshotAt(3, { schemaVersion: 3 }))
        const loaded = await subject.eventStore.load(stream, { snapshotSchemaVersion: 2 })
        assert.equal(loaded.snapshot, undefined)
        assert.deepEqual(numbers(loaded.events), countTo(3))
      },
    },
    {
      name: 'takes the shape that is asked for, though another one is newer',
      async run(subject) {
        const stream = await filled(subject, 5)
        await subject.store.save(snapshotAt(2, { schemaVersion: 1 }))
        await subject.store.save(snapshotAt(4, { schemaVersion: 2 }))
        const loaded = await subject.eventStore.load(stream, { snapshotSchemaVersion: 1 })
        assert.equal(loaded.snapshot?.streamVersion, 2)
        assert.deepEqual(numbers(loaded.events), [3, 4, 5])
      },
    },
    {
      name: "never takes another tenant's snapshot",
      async run(subject) {
        const tenant = randomUUID()
        const stream = await filled(subject, 5)
        await filled(subject, 5, { tenant })
        await subject.store.save(snapshotAt(3), { tenant })
        assert.equal(
          (await subject.eventStore.load(stream, { snapshotSchemaVersion: 1 })).snapshot,
          undefined,
        )
        const north = await subject.eventStore.load(stream, { snapshotSchemaVersion: 1, tenant })
        assert.equal(north.snapshot?.streamVersion, 3)
        assert.deepEqual(numbers(north.events), [4, 5])
      },
    },
    {
      name: 'gives a version that the next append can be decided upon',
      async run(subject) {
        const stream = await filled(subject, 5)
        await subject.store.save(snapshotAt(5))
        const { streamVersion } = await subject.eventStore.load(stream, { snapshotSchemaVersion: 1 })
        await subject.eventStore.append(stream, [numbered(6)], { expectedVersion: streamVersion })
        await rejection(
          subject.eventStore.append(stream, [numbered(7)], { expectedVersion: streamVersion }),
          'ERR_CONCURRENCY',
          { expected: 5, actual: 6 },
        )
        const after = await subject.eventStore.load(stream, { snapshotSchemaVersion: 1 })
        assert.deepEqual(numbers(after.events), [6])
      },
    },
    {
      name: 'gives a tail longer than a page, in order',
      async run(subject) {
        const stream = await filled(subject, 10)
        await subject.eventStore.append(stream, numberedFrom(11, 1_300), { expectedVersion: 10 })
        await subject.store.save(snapshotAt(10))
        const options = { snapshotSchemaVersion: 1, batchSize: 100 }
        const loaded = await subject.eventStore.load(stream, options)
        assert.deepEqual(numbers(loaded.events), countTo(1_300).slice(10))
        assert.equal(loaded.streamVersion, 1_300)
      },
    },
    {
      name: 'gives all events again once the snapshots are forgotten',
      async run(subject) {
        const stream = await filled(subject, 4)
        await subject.store.save(snapshotAt(3))
        await subject.store.delete(stream)
        const loaded = await subject.eventStore.load(stream, { snapshotSchemaVersion: 1 })
        assert.equal(loaded.snapshot, undefined)
        assert.deepEqual(numbers(loaded.events), countTo(4))
      },
    },
    {
      name: 'comes to the same state with the snapshot of any version as without one',
      async run(subject) {
        const { store, eventStore } = subject
        const stream = await filled(subject, 8)
        for (const version of countTo(8)) {
          await store.delete(stream)
          await store.save(snapshotAt(version, { state: countTo(version) }))
          const { snapshot, events } = await eventStore.load(stream, { snapshotSchemaVersion: 1 })
          assert.equal(snapshot?.streamVersion, version)
          assert.deepEqual([...countTo(version), ...numbers(events)], countTo(8))
        }
      },
    },
    {
      name: 'never gives a tail that does not follow its snapshot, while both are written',
      async run(subject) {
        const { store, eventStore } = subject
        const stream = await filled(subject, 1)
        const written = (async () => {
          for (let version = 1; version < 60; version++) {
            await eventStore.append(stream, [numbered(version + 1)], { expectedVersion: version })
            await store.save(snapshotAt(version + 1))
          }
          return true
        })()
        for (let done = false; !done;) done = await Promise.race([written, look()])

        async function look(): Promise<false> {
          const loaded = await eventStore.load(stream, { snapshotSchemaVersion: 1 })
          const from = loaded.snapshot?.streamVersion ?? 0
          assert.deepEqual(numbers(loaded.events), countTo(loaded.streamVersion).slice(from))
          return false
        }
      },
    },
    {
      name: 'gives the whole stream to who asks for no shape',
      async run(subject) {
        const stream = await filled(subject, 4)
        for (const schemaVersion of [1, 2, 3]) await subject.store.save(snapshotAt(4, { schemaVersion }))
        assert.deepEqual(numbers((await subject.eventStore.load(stream)).events), countTo(4))
      },
    },
    {
      name: 'throws the reason of a caller who has given up',
      async run(subject) {
        const stream = await filled(subject, 1)
        const signal = AbortSignal.abort('enough')
        const load = subject.eventStore.load(stream, { snapshotSchemaVersion: 1, signal })
        assert.equal(await reasonOf(load), 'enough')
      },
    },
  ],
}
