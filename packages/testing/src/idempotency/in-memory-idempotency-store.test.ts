import { ManualClock } from '../clock/manual-clock.ts'
import { describeIdempotencyStore } from '../conformance.ts'
import { InMemoryTransaction } from '../transaction/in-memory-transaction.ts'
import { InMemoryIdempotencyStore } from './in-memory-idempotency-store.ts'

describeIdempotencyStore(
  'InMemoryIdempotencyStore',
  async () => {
    const clock = new ManualClock()
    return {
      store: new InMemoryIdempotencyStore({ clock }),
      async begin() {
        const handle = new InMemoryTransaction()
        return { handle, commit: () => handle.commit(), rollback: () => handle.rollback() }
      },
      age: (ms) => clock.advance(ms),
      dispose: () => undefined,
    }
  },
  ['concurrent-connections'],
)
