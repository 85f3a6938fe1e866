import type { MigrationStep } from '@uno-ts/types'

/** A stream of a plan that is all or nothing could not be appended to as the group is: nothing was written. */
export const leftOutState = 'UN003'

/**
 * One plan of several streams, all or nothing, in the time of a group: what `append_group` would leave out undoes the
 * whole. Its caller then asks `append_events`, which waits for streams that others hold, and says what is wrong.
 */
export const appendTogetherMigration: MigrationStep = {
  name: '012-append-together',
  statements: ({ schema }) => [
    `create function ${schema}.append_together(
      p_tenant text, p_streams text[], p_expected bigint[], p_counts int[], p_locks int[], p_conditions json,
      p_members int[], p_places int[], p_ids uuid[], p_types text[], p_schema_versions int[], p_tags text[],
      p_data json[], p_metadata json[],
      out versions bigint[], out first_position bigint, out positions bigint[]
    ) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
      select g.versions, g.first_position, g.positions into versions, first_position, positions
      from ${schema}.append_group(p_tenant, p_streams, p_expected, p_counts, p_locks, p_conditions, p_members,
        p_places, p_ids, p_types, p_schema_versions, p_tags, p_data, p_metadata) g;
      if array_position(versions, null) is not null then
        raise exception 'a stream is held by somebody else or at another version' using errcode = '${leftOutState}';
      end if;
    end $$`,
    `revoke execute on function ${schema}.append_together from public`,
  ],
}
