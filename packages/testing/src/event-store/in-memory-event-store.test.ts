import { describeEventStore } from '../conformance.ts'
import { InMemoryEventStore } from './in-memory-event-store.ts'

describeEventStore(
  'InMemoryEventStore',
  async () => ({ store: new InMemoryEventStore(), dispose: () => undefined }),
  ['conditions', 'subscriptions'],
)
