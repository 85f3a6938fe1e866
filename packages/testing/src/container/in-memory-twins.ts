import type { NewId } from '@uno-ts/types'
import { InMemoryCacheStore } from '../cache/in-memory-cache-store.ts'
import { ManualClock } from '../clock/manual-clock.ts'
import { sequentialIds } from '../id/sequential-ids.ts'
import { InMemoryIdempotencyStore } from '../idempotency/in-memory-idempotency-store.ts'
import { MockCQRSMediator } from '../mock/mock-cqrs-mediator.ts'
import { MockEventStore } from '../mock/mock-event-store.ts'
import { InMemoryProjectionStorage } from '../projection/in-memory-projection-storage.ts'
import { InMemorySignalBus } from '../signal/in-memory-signal-bus.ts'
import { InMemorySnapshotStore } from '../snapshot/in-memory-snapshot-store.ts'
import { InMemoryUnitOfWorkFactory } from '../unit-of-work/in-memory-unit-of-work-factory.ts'

/** What an application has in PostgreSQL and Redis, in memory: all twins work with the same clock and the same store. */
export interface InMemoryTwins {
  readonly clock: ManualClock
  readonly newId: NewId
  readonly eventStore: MockEventStore
  readonly snapshotStore: InMemorySnapshotStore
  readonly unitOfWorkFactory: InMemoryUnitOfWorkFactory
  readonly idempotencyStore: InMemoryIdempotencyStore
  readonly cacheStore: InMemoryCacheStore
  readonly signalBus: InMemorySignalBus
  readonly projectionStorage: InMemoryProjectionStorage
  readonly mediator: MockCQRSMediator
}

/** Makes a set of twins that nobody else has. */
export function inMemoryTwins(): InMemoryTwins {
  const clock = new ManualClock()
  const newId = sequentialIds()
  const snapshotStore = new InMemorySnapshotStore()
  const eventStore = new MockEventStore({ clock, newId, snapshots: snapshotStore })
  return {
    clock,
    newId,
    eventStore,
    snapshotStore,
    unitOfWorkFactory: new InMemoryUnitOfWorkFactory({ eventStore }),
    idempotencyStore: new InMemoryIdempotencyStore({ clock }),
    cacheStore: new InMemoryCacheStore({ clock }),
    signalBus: new InMemorySignalBus(),
    projectionStorage: new InMemoryProjectionStorage({ clock }),
    mediator: new MockCQRSMediator(),
  }
}
