/**
 * An event store on PostgreSQL: append, read, subscribe, nothing lost and nothing twice.
 *
 * @packageDocumentation
 */
export { PostgresEventStore, type PostgresEventStoreOptions } from './postgres-event-store.ts'
export { migrate, type MigrateOptions, type MigrateResult } from './schema/migrate.ts'
export {
  PostgresSnapshotStore,
  type PostgresSnapshotStoreOptions,
} from './snapshot/postgres-snapshot-store.ts'
export {
  PostgresSignalBus,
  type ListeningClient,
  type PostgresSignalBusOptions,
} from './signal/postgres-signal-bus.ts'
export { PostgresUnitOfWork, type PostgresUnitOfWorkOptions } from './unit-of-work/postgres-unit-of-work.ts'
export {
  PostgresUnitOfWorkFactory,
  type PostgresUnitOfWorkFactoryOptions,
} from './unit-of-work/postgres-unit-of-work-factory.ts'
export {
  defineEvent,
  type EventDefinition,
  type EventDefinitionOptions,
  type EventOf,
  type RetiredEventOptions,
} from './versioning/define-event.ts'
export { defineMerge, type EventMerge } from './versioning/define-merge.ts'
export {
  EventRegistry,
  type EventRegistryOptions,
  type EventsOf,
  type UnknownEventPolicy,
} from './versioning/event-registry.ts'
export type { CurrentData, SchemaData } from './versioning/schema-data.ts'
export type { EventSplit, StoredShape, UpcastEvent, Upcaster, Upcasters } from './versioning/upcaster.ts'
export {
  withFields,
  type DeclaredField,
  type FieldKind,
  type SchemaWithFields,
} from './versioning/with-fields.ts'
