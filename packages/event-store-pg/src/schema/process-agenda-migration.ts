import type { MigrationStep } from '@uno-ts/types'

/**
 * Which processes have something to do, and when; those that wait for events only have no row. `claimed_until` keeps one that
 * a worker has taken from others: no session is held for it, and a worker that dies is waited for no longer than that.
 */
export const processAgendaMigration: MigrationStep = {
  name: '013-process-agenda',
  statements: ({ schema }) => [
    `create table ${schema}.process_agenda (
      tenant_id text collate "C" not null,
      process_manager text collate "C" not null,
      process_id text collate "C" not null,
      due_at timestamptz,
      claimant text collate "C",
      claimed_until timestamptz,
      failure json,
      primary key (tenant_id, process_manager, process_id)
    ) with (fillfactor = 70)`,
    `create index process_agenda_due on ${schema}.process_agenda (tenant_id, process_manager, due_at)
      where due_at is not null`,
    `create index process_agenda_parked on ${schema}.process_agenda (tenant_id, process_manager, process_id)
      where failure is not null`,
  ],
}
