import { describeSnapshots } from '../conformance.ts'
import { InMemoryEventStore } from '../event-store/in-memory-event-store.ts'
import { InMemorySnapshotStore } from './in-memory-snapshot-store.ts'

describeSnapshots(
  'InMemorySnapshotStore',
  async () => {
    const store = new InMemorySnapshotStore()
    return { store, eventStore: new InMemoryEventStore({ snapshots: store }), dispose: () => undefined }
  },
  ['queries'],
)
