import type { MigrationStep } from '@uno-ts/types'

/**
 * PostgreSQL lets everybody call a new function. Those of the store are for whom they were granted to; the owner of the
 * tables keeps every right. Decision 0010.
 */
export const rolesMigration: MigrationStep = {
  name: '008-roles',
  statements: ({ schema }) =>
    [
      'floor_tag',
      'lock_tags',
      'expect_read_committed',
      'condition_fails',
      'conditions_that_fail',
      'append_event',
      'append_events',
      'append_group',
      'last_position',
      'horizon',
      'snapshot_checksum',
      'archive_streams',
      'unarchive_streams',
      'refuse_change',
      'refuse_foreign_deletion',
      'only_moved_from_events',
      'only_moved_from_archived_events',
    ].map((name) => `revoke execute on function ${schema}.${name} from public`),
}
