import type { MigrationStep } from '@uno-ts/types'
import { locksNoLongerNeeded } from './given-back-locks.ts'

/**
 * Up to where the log may be read: first the highest position drawn, then the lowest floor that an append under way
 * holds. Positions are drawn only under a floor, so nothing can appear later at or below the lower of the two. Events
 * must be selected in a later statement. The server's locks are listed only when an append is under way: listing them takes
 * a millisecond or two for each thousand that anybody holds.
 *
 * A position is told to nobody before it is on disk. Else a crash forgets positions that were drawn by appends that
 * rolled back, the sequence hands them out once more, and whoever has read beyond them misses their events. A sequence
 * logs 32 positions ahead; an event among those proves that the log's record is on disk, because commits are. Without
 * one, and with something not yet on disk, `last_position` commits a record of its own.
 */
export const horizonMigration: MigrationStep = {
  name: '003-horizon',
  statements: ({ schema }) => [
    `create function ${schema}.last_position(p_tenant text) returns bigint language plpgsql as $$
    declare
      v_last bigint;
      v_logged_at bigint;
      v_done boolean;
    begin
      select last_value, last_value + log_cnt - 32 into v_last, v_logged_at from ${schema}.event_position;
      perform 1 from ${schema}.events
        where tenant_id = p_tenant and global_position >= v_logged_at and global_position <= v_last limit 1;
      if not found and pg_current_wal_flush_lsn() < pg_current_wal_insert_lsn() then
        v_done := pg_logical_emit_message(true, 'uno-ts', '') is not null;
      end if;
      return v_last;
    end $$`,
    `create function ${schema}.horizon(p_tenant text default null, out safe bigint, out drawn bigint)
    language plpgsql as $$
    declare
      v_tag constant bigint := ${schema}.floor_tag();
      v_wrote constant boolean := pg_current_xact_id_if_assigned() is not null;
      v_floor bigint;
    begin
      drawn := ${schema}.last_position(p_tenant);
      -- Every append shares this key before it takes its floor: who gets it alone, for a moment, knows that none is under
      -- way. It is given back by undoing this block, so that no cancelled statement can keep it. A transaction that has
      -- written may share it itself.
      if not v_wrote then
        begin
          if pg_try_advisory_xact_lock((v_tag >> 48)::int, 1) then
            raise exception using errcode = '${locksNoLongerNeeded}';
          end if;
        exception when sqlstate '${locksNoLongerNeeded}' then
          safe := drawn;
          return;
        end;
      end if;
      select min(((classid::bigint << 32) | objid::bigint) - v_tag) into v_floor from pg_locks
        where locktype = 'advisory' and objsubid = 1
          and database = (select oid from pg_database where datname = current_database())
          and (classid::bigint >> 16) = (v_tag >> 48);
      safe := least(drawn, v_floor);
    end $$`,
  ],
}
