import { randomUUID } from 'node:crypto'
import type { Json } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { rejection } from '../rejection.ts'
import { account, filled, snapshotAt } from './sample-snapshots.ts'
import type { SnapshotTopic } from './snapshot-subject.ts'

/** States that must come back as they were. */
const states: Readonly<Record<string, Json>> = {
  'an object in an object': {
    lines: [{ code: 'A', amounts: [1, 2.5, -0.001, 1e21] }],
    note: null,
    open: true,
  },
  'an empty object': {},
  'a list': [1, 'two', null, [false]],
  'a number': 7,
  'a text': 'plain',
  null: null,
  'text beyond ASCII': { text: 'žluťoučký 🐎 \u2028', key: { 'ключ "1"\\': '\\n' } },
  'text with escapes that PostgreSQL does not take apart': { text: 'a\u0000b', half: '\ud800' },
  'a large state': {
    lines: Array.from({ length: 20_000 }, (_, index) => ({ index, text: `line ${index}` })),
  },
}

/** Keeping the latest snapshot of a stream. */
export const keepCases: SnapshotTopic = {
  topic: 'keeping snapshots',
  cases: [
    {
      name: 'finds nothing of a stream that has none',
      async run(subject) {
        const stream = await filled(subject, 3)
        assert.equal(await subject.store.load(stream, { schemaVersion: 1 }), undefined)
      },
    },
    {
      name: 'gives back every field',
      async run(subject) {
        const streamId = await filled(subject, 3)
        await subject.store.save(snapshotAt(2))
        assert.deepEqual(await subject.store.load(streamId, { schemaVersion: 1 }), snapshotAt(2))
      },
    },
    ...(Object.entries(states).map(([what, state]) => ({
      name: `keeps ${what}`,
      async run(subject) {
        const stream = await filled(subject, 1)
        await subject.store.save(snapshotAt(1, { state }))
        assert.deepEqual((await subject.store.load(stream, { schemaVersion: 1 }))?.state, state)
      },
    })) satisfies SnapshotTopic['cases']),
    {
      name: 'replaces an older one',
      async run(subject) {
        const stream = await filled(subject, 5)
        await subject.store.save(snapshotAt(2))
        await subject.store.save(snapshotAt(4))
        assert.equal((await subject.store.load(stream, { schemaVersion: 1 }))?.streamVersion, 4)
      },
    },
    {
      name: 'replaces one of the same version',
      async run(subject) {
        const stream = await filled(subject, 5)
        await subject.store.save(snapshotAt(2, { state: 'broken' }))
        await subject.store.save(snapshotAt(2, { state: 'right' }))
        assert.equal((await subject.store.load(stream, { schemaVersion: 1 }))?.state, 'right')
      },
    },
    {
      name: 'keeps a newer one',
      async run(subject) {
        const stream = await filled(subject, 5)
        await subject.store.save(snapshotAt(4))
        await subject.store.save(snapshotAt(2))
        assert.deepEqual(await subject.store.load(stream, { schemaVersion: 1 }), snapshotAt(4))
      },
    },
    {
      name: 'keeps the newest of twenty that are saved at once',
      async run(subject) {
        const stream = await filled(subject, 20)
        const versions = Array.from({ length: 20 }, (_, index) => ((index * 7) % 20) + 1)
        await Promise.all(versions.map((version) => subject.store.save(snapshotAt(version))))
        assert.deepEqual(await subject.store.load(stream, { schemaVersion: 1 }), snapshotAt(20))
      },
    },
    {
      name: 'keeps each shape for itself, older beside newer',
      async run(subject) {
        const stream = await filled(subject, 5)
        await subject.store.save(snapshotAt(4))
        await subject.store.save(snapshotAt(2, { schemaVersion: 2, state: 'new' }))
        assert.equal((await subject.store.load(stream, { schemaVersion: 1 }))?.streamVersion, 4)
        assert.equal((await subject.store.load(stream, { schemaVersion: 2 }))?.state, 'new')
        assert.equal(await subject.store.load(stream, { schemaVersion: 3 }), undefined)
      },
    },
    {
      name: 'keeps streams apart',
      async run(subject) {
        const other = await filled(subject, 2, { id: '2' })
        await filled(subject, 2)
        await subject.store.save(snapshotAt(2))
        assert.equal(await subject.store.load(other, { schemaVersion: 1 }), undefined)
      },
    },
    {
      name: 'keeps tenants apart',
      async run(subject) {
        const tenant = randomUUID()
        const stream = await filled(subject, 2)
        await filled(subject, 2, { tenant })
        await subject.store.save(snapshotAt(2, { state: 'north' }), { tenant })
        assert.equal(await subject.store.load(stream, { schemaVersion: 1 }), undefined)
        const north = await subject.store.load(stream, { schemaVersion: 1, tenant })
        assert.equal(north?.state, 'north')
        await subject.store.delete(stream)
        assert.ok((await subject.store.load(stream, { schemaVersion: 1, tenant })) !== undefined)
      },
    },
    {
      name: 'forgets every shape of one stream, and no other stream',
      async run(subject) {
        const stream = await filled(subject, 2)
        const other = await filled(subject, 2, { id: '2' })
        await subject.store.save(snapshotAt(1))
        await subject.store.save(snapshotAt(1, { schemaVersion: 2 }))
        await subject.store.save(snapshotAt(1, { streamId: other }))
        await subject.store.delete(stream)
        assert.equal(await subject.store.load(stream, { schemaVersion: 1 }), undefined)
        assert.equal(await subject.store.load(stream, { schemaVersion: 2 }), undefined)
        assert.ok((await subject.store.load(other, { schemaVersion: 1 })) !== undefined)
      },
    },
    {
      name: 'takes an older one again after the newer one is forgotten',
      async run(subject) {
        const stream = await filled(subject, 5)
        await subject.store.save(snapshotAt(4))
        await subject.store.delete(stream)
        await subject.store.save(snapshotAt(2))
        assert.equal((await subject.store.load(stream, { schemaVersion: 1 }))?.streamVersion, 2)
      },
    },
    {
      name: 'forgets what is not there without complaint',
      async run({ store }) {
        await store.delete(account('none'))
        assert.equal(await store.load(account('none'), { schemaVersion: 1 }), undefined)
      },
    },
    {
      name: 'does not hand out what it keeps',
      async run(subject) {
        const stream = await filled(subject, 1)
        const state = { lines: [1] }
        await subject.store.save(snapshotAt(1, { state }))
        state.lines.push(2)
        const first = await subject.store.load(stream, { schemaVersion: 1 })
        const careless = first?.state as { lines: number[] } | undefined // as it was saved
        careless?.lines.push(3)
        assert.deepEqual((await subject.store.load(stream, { schemaVersion: 1 }))?.state, { lines: [1] })
      },
    },
    {
      name: 'refuses versions that are none, and states without JSON',
      async run(subject) {
        const stream = await filled(subject, 1)
        const wrong = [
          snapshotAt(0),
          snapshotAt(-1),
          snapshotAt(1.5),
          snapshotAt(1, { schemaVersion: 0 }),
          { ...snapshotAt(1), state: undefined as never },
          { ...snapshotAt(1), state: { amount: 1n } as never },
        ]
        for (const snapshot of wrong) await rejection(subject.store.save(snapshot), 'ERR_INVALID_ARGUMENT')
        assert.equal(await subject.store.load(stream, { schemaVersion: 1 }), undefined)
      },
    },
  ],
}
