import type { MigrationStep } from '@uno-ts/types'

/**
 * Several appends of one process in one transaction, each to one stream of its own, each with its own outcome: `0`
 * written, `1` the stream moved (`actual` says to where), `2` busy: somebody else holds the stream, or has to create it;
 * the caller appends that one on its own, so that a busy stream never holds up the others.
 *
 * The order of steps is that of `append_events`. The members' streams are distinct and sorted by the caller.
 */
export const appendGroupMigration: MigrationStep = {
  name: '004-append-group',
  statements: ({ schema }) => [
    `create function ${schema}.append_group(
      p_tenant text, p_streams text[], p_expected bigint[], p_counts int[], p_events json, p_locks int[],
      out outcomes int[], out versions bigint[], out positions bigint[]
    ) language plpgsql as $$
    declare
      v_floor bigint;
    begin
      perform ${schema}.lock_tags(p_locks);

      with created as (
        insert into ${schema}.streams (tenant_id, stream_id, stream_version)
        select p_tenant, stream, amount from unnest(p_streams, p_expected, p_counts) as u(stream, expected, amount)
        where expected = 0
        on conflict do nothing
        returning stream_id, stream_version
      ), found as (
        select stream_id, stream_version from ${schema}.streams
        where tenant_id = p_tenant and stream_id = any(p_streams)
        order by stream_id
        for no key update skip locked
      ), moved as (
        update ${schema}.streams s set stream_version = s.stream_version + u.amount
        from unnest(p_streams, p_expected, p_counts) as u(stream, expected, amount)
        join found on found.stream_id = u.stream
        where s.tenant_id = p_tenant and s.stream_id = u.stream
          and (u.expected < 0 or (u.expected > 0 and u.expected = found.stream_version))
        returning s.stream_id, s.stream_version
      )
      select array_agg(case when c.stream_id is not null or m.stream_id is not null then 0
                            when f.stream_id is not null then 1
                            when u.expected > 0 and t.stream_id is null then 1
                            else 2 end order by nr),
             array_agg(coalesce(c.stream_version, m.stream_version, f.stream_version, 0) order by nr)
      into outcomes, versions
      from unnest(p_streams, p_expected) with ordinality as u(stream, expected, nr)
      left join created c on c.stream_id = u.stream
      left join moved m on m.stream_id = u.stream
      left join found f on f.stream_id = u.stream
      left join ${schema}.streams t on t.tenant_id = p_tenant and t.stream_id = u.stream;

      if not 0 = any(outcomes) then return; end if;

      select last_value into v_floor from ${schema}.event_position;
      perform pg_advisory_xact_lock_shared(${schema}.floor_tag() | v_floor);

      with given as (
        select * from json_to_recordset(p_events)
          as e(s int, k int, i uuid, t text, n int, d json, x text, m json, y text, g text[])
        where outcomes[s] = 0 order by s, k
      ), inserted as (
        insert into ${schema}.events (tenant_id, global_position, stream_id, stream_version, event_id, type,
          schema_version, tags, data, metadata)
        select p_tenant, nextval('${schema}.event_position'), p_streams[s], versions[s] - p_counts[s] + k, i, t,
          coalesce(n, 1), g, coalesce(d, x::json, 'null'), coalesce(m, y::json)
        from given
        returning global_position, stream_id, tags
      ), tagged as (
        insert into ${schema}.event_tags (tenant_id, tag, global_position)
        select distinct p_tenant, tag, global_position from inserted, unnest(tags) tag
      ), last as (
        select stream_id, max(global_position) as global_position from inserted group by stream_id
      )
      select array_agg(last.global_position order by nr) into positions
      from unnest(p_streams) with ordinality as u(stream, nr)
      left join last on last.stream_id = u.stream;
    end $$`,
  ],
}
