import type { MigrationStep } from '@uno-ts/types'

/**
 * Several appends of one process in one transaction, each to one stream of its own. A member whose stream is held by
 * somebody else, has moved, is missing or archived, or whose condition fails, is left out: its caller appends it on its
 * own and finds out what it was, so that a busy stream never holds up the others. What cannot be left out (a stream that
 * somebody else is making, a tag that a condition holds) is waited for only briefly: then the whole group fails with
 * 55P03, and its callers append each on its own.
 *
 * The order of steps is that of `append_events`. No event of one member can match the condition of another: the locks of
 * the two would clash, and the caller keeps such members apart. The members' streams are distinct and sorted by the
 * caller. Rows are told apart by their place in the arrays: joining by name would compare each with each.
 *
 * `p_expected` and `p_locks` are those of `append_events`. The arrays from `p_members` on have an entry for each event, in
 * the order in which positions are drawn: the ordinals of its member and within it, its id, type, schema version (all of
 * them 1 when that is null), tags (an array as text; null when no event has any), data and metadata. Documents come as
 * arrays of the wire's own format, because taking them out of one JSON document costs a tenth of the call.
 *
 * `versions` holds each member's new version, null where it was left out. `positions` is null when they are the run that
 * begins with `first_position`, as they are unless somebody else draws positions at the same time. Only then are they
 * looked up, as the rows of this transaction above its floor: a RETURNING costs every event a fifteenth of its time.
 */
export const appendGroupMigration: MigrationStep = {
  name: '004-append-group',
  statements: ({ schema }) => [
    // Each item of a condition is a row: the place of its member, then what the condition says. All of them name tags.
    `create function ${schema}.conditions_that_fail(p_tenant text, p_items json) returns int[] language plpgsql as $$
    begin
      perform ${schema}.expect_read_committed();
      return array(
        select distinct i.s from json_to_recordset(p_items) as i(s int, after bigint, types text[], tags text[])
        where exists (
          select from ${schema}.event_tags t
          join ${schema}.stream_events e on e.tenant_id = t.tenant_id and e.global_position = t.global_position
          where t.tenant_id = p_tenant and t.tag = i.tags[1] and t.global_position > i.after
            and e.tags @> i.tags and (i.types is null or e.type = any(i.types))
          offset 0 -- looked up for each row, not joined
        ));
    end $$`,

    `create function ${schema}.append_group(
      p_tenant text, p_streams text[], p_expected bigint[], p_counts int[], p_locks int[], p_conditions json,
      p_members int[], p_places int[], p_ids uuid[], p_types text[], p_schema_versions int[], p_tags text[],
      p_data json[], p_metadata json[],
      out versions bigint[], out first_position bigint, out positions bigint[]
    ) language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '50ms' as $$
    declare
      v_row record;
      v_floor bigint;
      v_written int;
      v_last bigint;
      v_done boolean;
      v_refused int[] := '{}';
    begin
      v_done := ${schema}.lock_tags(p_locks) is not null;
      if p_conditions is not null then v_refused := ${schema}.conditions_that_fail(p_tenant, p_conditions); end if;
      versions := array_fill(null::bigint, array[cardinality(p_streams)]);

      if 0 = any(p_expected) then
        for v_row in
          insert into ${schema}.streams (tenant_id, stream_id, stream_version)
          select p_tenant, stream, amount
          from unnest(p_streams, p_expected, p_counts) with ordinality as u(stream, expected, amount, nr)
          where expected = 0 and nr <> all(v_refused)
          on conflict do nothing
          returning stream_id, stream_version
        loop
          versions[array_position(p_streams, v_row.stream_id)] := v_row.stream_version;
        end loop;
      end if;

      if 0 <> any(p_expected) then
        for v_row in
          update ${schema}.streams s set stream_version = s.stream_version + held.amount
          from (
            select u.nr, u.amount, s.ctid as place
            from unnest(p_streams, p_expected, p_counts) with ordinality as u(stream, expected, amount, nr),
            lateral (
              select ctid, stream_version, archived from ${schema}.streams
              where tenant_id = p_tenant and stream_id = u.stream for no key update skip locked
            ) s
            where u.expected <> 0 and u.nr <> all(v_refused) and not s.archived
              and (u.expected < 0 or s.stream_version = u.expected)
          ) held
          where s.ctid = held.place
          returning held.nr, s.stream_version
        loop
          versions[v_row.nr] := v_row.stream_version;
        end loop;
      end if;

      if array_remove(versions, null) = '{}' then return; end if;

      v_floor := pg_sequence_last_value('${schema}.event_position'::regclass);
      v_done := pg_advisory_xact_lock_shared(${schema}.floor_tag() | v_floor) is not null;

      insert into ${schema}.events (tenant_id, global_position, stream_id, stream_version, event_id, type,
        schema_version, tags, data, metadata)
      select p_tenant, nextval('${schema}.event_position'), p_streams[member],
        versions[member] - p_counts[member] + place, id, type, coalesce(schema_version, 1), tags::text[], data, metadata
      from unnest(p_members, p_places, p_ids, p_types, p_schema_versions, p_tags, p_data, p_metadata)
        as e(member, place, id, type, schema_version, tags, data, metadata)
      where versions[member] is not null;
      get diagnostics v_written = row_count;
      v_last := currval('${schema}.event_position');
      first_position := v_floor + 1;
      if v_last > v_floor + v_written then
        select array_agg(global_position order by global_position) into positions from ${schema}.events
        where tenant_id = p_tenant and global_position > v_floor and global_position <= v_last
          and xmin = pg_current_xact_id()::xid;
      end if;

      if p_tags is not null then
        insert into ${schema}.event_tags (tenant_id, tag, global_position)
        select p_tenant, tag, coalesce(positions[nr], first_position + nr - 1)
        from (
          select tags::text[] as tags, row_number() over () as nr
          from unnest(p_members, p_tags) as e(member, tags) where versions[member] is not null
        ) given, unnest(given.tags) tag;
      end if;
    end $$`,
  ],
}
