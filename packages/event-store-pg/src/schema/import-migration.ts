import type { MigrationStep } from '@uno-ts/types'

/**
 * What comes before a batch of history is copied in, in the order of every append: locks on tags, the streams' rows
 * (sorted by the caller), the floor, the positions. The rows of the events follow in the same transaction.
 *
 * `versions` holds each stream's new version, null where the stream is archived. `positions` is null when they are the
 * run that begins with `first_position`, as they are unless somebody else appends at the same time.
 */
export const importMigration: MigrationStep = {
  name: '009-import',
  statements: ({ schema }) => [
    `create function ${schema}.begin_import(
      p_tenant text, p_streams text[], p_counts int[], p_locks int[],
      out versions bigint[], out first_position bigint, out positions bigint[], out imported_at timestamptz
    ) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
      v_floor bigint;
    begin
      perform ${schema}.lock_tags(p_locks);

      with moved as (
        insert into ${schema}.streams as s (tenant_id, stream_id, stream_version)
        select p_tenant, stream, amount from unnest(p_streams, p_counts) as u(stream, amount)
        on conflict (tenant_id, stream_id) do update set stream_version = s.stream_version + excluded.stream_version
          where not s.archived
        returning stream_id, stream_version
      )
      select array_agg(moved.stream_version order by nr) into versions
      from unnest(p_streams) with ordinality as u(stream, nr) left join moved on moved.stream_id = u.stream;

      select last_value into v_floor from ${schema}.event_position;
      perform pg_advisory_xact_lock_shared(${schema}.floor_tag() | v_floor);

      select min(drawn), case when max(drawn) - min(drawn) + 1 > count(*) then array_agg(drawn order by drawn) end
      into first_position, positions
      from (
        select nextval('${schema}.event_position') as drawn
        from generate_series(1, (select sum(amount) from unnest(p_counts) amount))
      ) draws;
      imported_at := clock_timestamp();
    end $$`,
    `revoke execute on function ${schema}.begin_import from public`,
  ],
}
