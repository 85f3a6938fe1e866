/**
 * The tables and functions of the event store, for `migrate`.
 *
 * @packageDocumentation
 */
import type { MigrationSet } from '@uno-ts/types'
import { appendEventMigration } from './schema/append-event-migration.ts'
import { appendGroupMigration } from './schema/append-group-migration.ts'
import { appendTogetherMigration } from './schema/append-together-migration.ts'
import { appendMigration } from './schema/append-migration.ts'
import { archiveMigration } from './schema/archive-migration.ts'
import { eventsMigration } from './schema/events-migration.ts'
import { horizonMigration } from './schema/horizon-migration.ts'
import { idempotencyMigration } from './schema/idempotency-migration.ts'
import { importMigration } from './schema/import-migration.ts'
import { processAgendaMigration } from './schema/process-agenda-migration.ts'
import { readMigration } from './schema/read-migration.ts'
import { rolesMigration } from './schema/roles-migration.ts'
import { snapshotsMigration } from './schema/snapshots-migration.ts'

/** The tables and functions of the event store, for `migrate`. */
export const eventStoreMigrations: MigrationSet = {
  name: 'event-store',
  steps: [
    eventsMigration,
    appendMigration,
    horizonMigration,
    appendGroupMigration,
    appendEventMigration,
    snapshotsMigration,
    archiveMigration,
    rolesMigration,
    importMigration,
    readMigration,
    idempotencyMigration,
    appendTogetherMigration,
    processAgendaMigration,
  ],
}
