import { assert } from '../assert.ts'
import { countTo, numbers } from '../event-store/sample-events.ts'
import { filled, snapshotAt } from './sample-snapshots.ts'
import type { SnapshotCase, SnapshotDamage, SnapshotSubject, SnapshotTopic } from './snapshot-subject.ts'

/** Snapshots that are not what was saved. */
export const damageCases: SnapshotTopic = {
  topic: 'damage',
  cases: [
    passedOver('whose state was changed', () => ({ state: { until: 4 } })),
    passedOver('whose state was emptied', () => ({ state: null })),
    passedOver('whose version was moved forward', () => ({ streamVersion: 4 })),
    passedOver('whose version was moved back', () => ({ streamVersion: 2 })),
    passedOver('whose version is none', () => ({ streamVersion: 0 })),
    passedOver('whose version is ahead of its stream', () => ({ streamVersion: 99 })),
    {
      name: 'passes over a snapshot that was put into another shape',
      needs: 'damage',
      async run(subject) {
        const stream = await filled(subject, 5)
        await subject.store.save(snapshotAt(3))
        await damage(subject, { schemaVersion: 2 })
        assert.equal(await subject.store.load(stream, { schemaVersion: 2 }), undefined)
        assert.equal(
          (await subject.eventStore.load(stream, { snapshotSchemaVersion: 2 })).snapshot,
          undefined,
        )
      },
    },
    {
      name: 'passes over a snapshot that was put to another stream',
      needs: 'damage',
      async run(subject) {
        await filled(subject, 5)
        const other = await filled(subject, 5, { id: '2' })
        await subject.store.save(snapshotAt(3))
        await damage(subject, { streamId: other })
        assert.equal(await subject.store.load(other, { schemaVersion: 1 }), undefined)
        assert.equal((await subject.eventStore.load(other, { snapshotSchemaVersion: 1 })).snapshot, undefined)
      },
    },
  ],
}

function passedOver(what: string, change: () => SnapshotDamage): SnapshotCase {
  return {
    name: `passes over a snapshot ${what}, and lets the next one replace it`,
    needs: 'damage',
    async run(subject) {
      const { store, eventStore } = subject
      const stream = await filled(subject, 5)
      await store.save(snapshotAt(3))
      await damage(subject, change())
      assert.equal(await store.load(stream, { schemaVersion: 1 }), undefined)
      const rebuilt = await eventStore.load(stream, { snapshotSchemaVersion: 1 })
      assert.equal(rebuilt.snapshot, undefined)
      assert.deepEqual(numbers(rebuilt.events), countTo(5))
      assert.equal(rebuilt.streamVersion, 5)
      await store.save(snapshotAt(1))
      assert.deepEqual(await store.load(stream, { schemaVersion: 1 }), snapshotAt(1))
      const loaded = await eventStore.load(stream, { snapshotSchemaVersion: 1 })
      assert.deepEqual(numbers(loaded.events), [2, 3, 4, 5])
    },
  }
}

async function damage(subject: SnapshotSubject, change: SnapshotDamage): Promise<void> {
  assert.ok(subject.damage !== undefined, 'a subject that claims damage does it')
  await subject.damage(snapshotAt(1).streamId, change)
}
