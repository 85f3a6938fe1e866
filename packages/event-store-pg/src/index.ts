/**
 * An event store on PostgreSQL: append, read, subscribe, nothing lost and nothing twice.
 *
 * @packageDocumentation
 */
export { PostgresProcessAgenda, type PostgresProcessAgendaOptions } from './agenda/postgres-process-agenda.ts'
export type { ArchivedBatch, ArchiveWhereOptions } from './archive/archive-options.ts'
export type { RetainedCategory, RetentionOptions, RetentionRule } from './archive/retention.ts'
export { databaseConfiguration, type DatabaseConfig } from './configuration/database-configuration.ts'
export {
  eventStoreConfiguration,
  type EventStoreIntegrationConfig,
} from './configuration/event-store-configuration.ts'
export type { CategoryCount, CountOptions, EventCounts, TypeCount } from './count/event-counts.ts'
export type { SchemaDifference } from './drift/compare-catalogs.ts'
export type { CatalogKind } from './drift/read-catalog.ts'
export type { DriftReport } from './drift/read-drift.ts'
export {
  PostgresIdempotencyStore,
  type PostgresIdempotencyStoreOptions,
} from './idempotency/postgres-idempotency-store.ts'
export { importEvents } from './import/import-events.ts'
export type { ImportedEvent } from './import/imported-event.ts'
export type { ImportOptions, ImportProgress } from './import/import-options.ts'
export { EventStoreManager, type EventStoreManagerOptions } from './manager/event-store-manager.ts'
export { PostgresEventStore, type PostgresEventStoreOptions } from './postgres-event-store.ts'
export type { EventStoreRoles } from './role/event-store-roles.ts'
export { migrate, type MigrateOptions, type MigrateResult } from './schema/migrate.ts'
export {
  PostgresSnapshotStore,
  type PostgresSnapshotStoreOptions,
} from './snapshot/postgres-snapshot-store.ts'
export type { DeleteSnapshotsOptions, SnapshotCount } from './snapshot/snapshot-counts.ts'
export {
  PostgresSignalBus,
  type ListeningClient,
  type PostgresSignalBusOptions,
} from './signal/postgres-signal-bus.ts'
export { telemetry } from './telemetry.ts'
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
