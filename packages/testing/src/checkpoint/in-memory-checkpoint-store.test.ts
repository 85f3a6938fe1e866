import { describeCheckpointStore } from '../conformance.ts'
import { InMemoryTransaction } from '../transaction/in-memory-transaction.ts'
import { InMemoryCheckpointStore } from './in-memory-checkpoint-store.ts'

describeCheckpointStore(
  'InMemoryCheckpointStore',
  async () => ({
    store: new InMemoryCheckpointStore(),
    async begin() {
      const handle = new InMemoryTransaction()
      return { handle, commit: () => handle.commit(), rollback: () => handle.rollback() }
    },
    dispose: () => undefined,
  }),
  ['transactions'],
)
