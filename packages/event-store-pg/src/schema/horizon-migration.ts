import type { MigrationStep } from '@uno-ts/types'

/**
 * Up to where the log may be read: first the highest position drawn, then the lowest floor that an append under way
 * holds. Positions are drawn only under a floor, so nothing can appear later at or below the lower of the two. Events
 * must be selected in a later statement.
 */
export const horizonMigration: MigrationStep = {
  name: '003-horizon',
  statements: ({ schema }) => [
    `create function ${schema}.horizon(out safe bigint, out drawn bigint) language plpgsql as $$
    declare
      v_tag constant bigint := ${schema}.floor_tag();
      v_floor bigint;
    begin
      select last_value into drawn from ${schema}.event_position;
      select min(((classid::bigint << 32) | objid::bigint) - v_tag) into v_floor from pg_locks
        where locktype = 'advisory' and objsubid = 1
          and database = (select oid from pg_database where datname = current_database())
          and (classid::bigint >> 16) = (v_tag >> 48);
      safe := least(drawn, v_floor);
    end $$`,
    `create function ${schema}.query_head(p_locks int[]) returns bigint language plpgsql as $$
    declare
      v_head bigint;
    begin
      perform ${schema}.lock_tags(p_locks);
      select last_value into v_head from ${schema}.event_position;
      return v_head;
    end $$`,
  ],
}
