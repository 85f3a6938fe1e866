import type { MigrationStep } from '@uno-ts/types'

/**
 * Several appends of one process in one transaction, each to one stream of its own. A member whose stream is held by
 * somebody else, has moved, is missing or archived is left out: its caller appends it on its own and finds out what it
 * was, so that a busy stream never holds up the others. `positions` are those of all events written, in their order.
 * What cannot be left out (a stream that somebody else is making, a tag that a condition holds) is waited for only
 * briefly: then the whole group fails with 55P03, and its callers append each on its own.
 *
 * The order of steps is that of `append_events`. The members' streams are distinct and sorted by the caller. Rows are
 * told apart by their place in the arrays: joining by name would compare each with each.
 */
export const appendGroupMigration: MigrationStep = {
  name: '004-append-group',
  statements: ({ schema }) => [
    `create function ${schema}.append_group(
      p_tenant text, p_streams text[], p_expected bigint[], p_counts int[], p_events json, p_tagged boolean, p_locks int[],
      out written boolean[], out versions bigint[], out positions bigint[]
    ) language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '50ms' as $$
    declare
      v_row record;
      v_place int;
      v_floor bigint;
      v_done boolean;
    begin
      v_done := ${schema}.lock_tags(p_locks) is not null;
      written := array_fill(false, array[cardinality(p_streams)]);
      versions := array_fill(0::bigint, array[cardinality(p_streams)]);

      for v_row in
        insert into ${schema}.streams (tenant_id, stream_id, stream_version)
        select p_tenant, stream, amount from unnest(p_streams, p_expected, p_counts) as u(stream, expected, amount)
        where expected = 0
        on conflict do nothing
        returning stream_id, stream_version
      loop
        v_place := array_position(p_streams, v_row.stream_id);
        written[v_place] := true;
        versions[v_place] := v_row.stream_version;
      end loop;

      for v_row in
        update ${schema}.streams s set stream_version = s.stream_version + held.amount
        from (
          select u.nr, u.amount, s.ctid as place
          from unnest(p_streams, p_expected, p_counts) with ordinality as u(stream, expected, amount, nr),
          lateral (
            select ctid, stream_version, archived from ${schema}.streams
            where tenant_id = p_tenant and stream_id = u.stream for no key update skip locked
          ) s
          where u.expected <> 0 and not s.archived and (u.expected < 0 or s.stream_version = u.expected)
        ) held
        where s.ctid = held.place
        returning held.nr, s.stream_version
      loop
        written[v_row.nr] := true;
        versions[v_row.nr] := v_row.stream_version;
      end loop;

      if not true = any(written) then return; end if;

      v_floor := pg_sequence_last_value('${schema}.event_position'::regclass);
      v_done := pg_advisory_xact_lock_shared(${schema}.floor_tag() | v_floor) is not null;

      with inserted as (
        insert into ${schema}.events (tenant_id, global_position, stream_id, stream_version, event_id, type,
          schema_version, tags, data, metadata)
        select p_tenant, nextval('${schema}.event_position'), p_streams[s], versions[s] - p_counts[s] + k, i, t,
          coalesce(n, 1), g, coalesce(d, x::json, 'null'), coalesce(m, y::json)
        from (
          select * from json_to_recordset(p_events)
            as e(s int, k int, i uuid, t text, n int, d json, x text, m json, y text, g text[])
          where written[s] order by s, k
        ) given
        returning global_position
      )
      select array_agg(global_position order by global_position) into positions from inserted;

      if p_tagged then
        insert into ${schema}.event_tags (tenant_id, tag, global_position)
        select distinct p_tenant, tag, positions[place]
        from (
          select g, row_number() over (order by s, k) as place
          from json_to_recordset(p_events) as e(s int, k int, g text[]) where written[s]
        ) given, unnest(g) tag;
      end if;
    end $$`,
  ],
}
