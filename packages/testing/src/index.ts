export { InMemoryEventStore, type InMemoryEventStoreOptions } from './event-store/in-memory-event-store.ts'
export { ManualClock } from './clock/manual-clock.ts'
export { sequentialIds } from './id/sequential-ids.ts'
