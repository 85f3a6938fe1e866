import { describeCheckpointStore } from '../conformance/checkpoint/describe-checkpoint-store.ts'
import { describeProjectionStorage } from '../conformance/projection-storage/describe-projection-storage.ts'
import { InMemoryProjectionStorage } from './in-memory-projection-storage.ts'

describeProjectionStorage(
  'InMemoryProjectionStorage',
  async () => ({ storage: new InMemoryProjectionStorage(), dispose: () => undefined }),
  [],
)

describeCheckpointStore(
  'the checkpoints of InMemoryProjectionStorage',
  async () => ({ store: new InMemoryProjectionStorage().checkpoints, dispose: () => undefined }),
  [],
)
