/**
 * An event store on PostgreSQL: append, read, subscribe, nothing lost and nothing twice.
 *
 * @packageDocumentation
 */
export { PostgresEventStore, type PostgresEventStoreOptions } from './postgres-event-store.ts'
export { migrate, type MigrateOptions, type MigrateResult } from './schema/migrate.ts'
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
