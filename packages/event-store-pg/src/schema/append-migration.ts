import type { MigrationStep } from '@uno-ts/types'

/** SQLSTATE of an append that found a stream or a condition not as expected, after it had written something. */
export const conflictState = 'UN001'

/** SQLSTATE of an append to an archived stream. */
export const archivedState = 'UN002'

/** SQLSTATE of a condition or a read in a transaction whose snapshot is older than the statement that asks. */
export const oldSnapshotState = 'UN003'

/**
 * The append, as one call. Its order of steps is what makes reading everything safe:
 *
 * 1. locks on the tags of events (shared) and conditions (exclusive), in one sorted pass;
 * 2. the conditions;
 * 3. the streams' rows, in the order given (sorted by the caller), with their version checks: a loser ends here and has
 *    drawn no position;
 * 4. the floor: a shared lock whose key carries the sequence's `last_value`. Readers stay below the lowest such key;
 * 5. positions are drawn and the events inserted.
 *
 * Everything is held until the commit, and PostgreSQL makes a commit visible before it releases its locks. Archived
 * streams take no appends, and conditions go on seeing what is archived. The functions act for the owner of the tables
 * (`security definer`, with a search path of their own), so that whoever may append needs no right to write the tables:
 * decision 0010.
 *
 * Locks are taken in assignments, which plpgsql evaluates by itself; a `perform` would start the executor for each.
 *
 * `p_expected`: a version, -1 for any, -2 for an existing stream. `p_locks`: keys sorted by absolute value, negative
 * ones exclusive. `p_events`: `[{ s: ordinal of the stream, k: ordinal in the stream, i: id, t: type, n: schema
 * version, d: data, m: metadata (or x and y: the two as text), g: tags }]`, in the order in which positions are drawn.
 */
export const appendMigration: MigrationStep = {
  name: '002-append',
  statements: ({ schema }) => [
    `create function ${schema}.floor_tag() returns bigint language sql stable as
      $$ select ('${schema}.event_position'::regclass::oid::bigint & 32767) << 48 $$`,

    `create function ${schema}.lock_tags(p_locks int[]) returns void language plpgsql as $$
    declare
      v_class constant int := (${schema}.floor_tag() >> 48)::int;
      v_key int;
      v_done boolean;
    begin
      foreach v_key in array p_locks loop
        if v_key < 0 then v_done := pg_advisory_xact_lock(v_class, -v_key) is not null;
        else v_done := pg_advisory_xact_lock_shared(v_class, v_key) is not null;
        end if;
      end loop;
    end $$`,

    // Whoever has waited for others must see what they wrote: that takes a snapshot for each statement.
    `create function ${schema}.expect_read_committed() returns void language plpgsql as $$
    begin
      if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
        raise exception 'expected a transaction at READ COMMITTED, found %', current_setting('transaction_isolation')
          using errcode = '${oldSnapshotState}';
      end if;
    end $$`,

    `create function ${schema}.condition_fails(p_tenant text, p_conditions json) returns boolean
    language plpgsql as $$
    declare
      v_item record;
      v_found boolean;
    begin
      perform ${schema}.expect_read_committed();
      for v_item in
        select (c->>'after')::bigint as after_position,
          case when i->'types' is null then null
            else array(select json_array_elements_text(i->'types')) end as types,
          case when i->'tags' is null then null
            else array(select json_array_elements_text(i->'tags')) end as tags
        from json_array_elements(p_conditions) c, json_array_elements(c->'items') i
      loop
        if v_item.tags is not null then
          perform 1 from ${schema}.event_tags t
            join ${schema}.stream_events e on e.tenant_id = t.tenant_id and e.global_position = t.global_position
            where t.tenant_id = p_tenant and t.tag = v_item.tags[1] and t.global_position > v_item.after_position
              and e.tags @> v_item.tags and (v_item.types is null or e.type = any(v_item.types))
            limit 1;
          v_found := found;
        else
          -- Planned each time: whether the index by type is the way depends on the type.
          execute 'select exists (select from ${schema}.stream_events e
            where e.tenant_id = $1 and e.global_position > $2 and e.type = any($3))'
            into v_found using p_tenant, v_item.after_position, v_item.types;
        end if;
        if v_found then return true; end if;
      end loop;
      return false;
    end $$`,

    `create function ${schema}.append_events(
      p_tenant text, p_streams text[], p_expected bigint[], p_counts int[], p_events json, p_check_ids boolean,
      p_locks int[], p_conditions json,
      out conflict int, out actual bigint, out versions bigint[], out positions bigint[], out written boolean
    ) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
      v_stream text;
      v_expected bigint;
      v_count int;
      v_version bigint;
      v_archived boolean;
      v_changed boolean := false;
      v_ids uuid[];
      v_all_ids uuid[];
      v_known int;
      v_in_order boolean;
      v_first bigint;
      v_last_position bigint;
      v_duplicates int := 0;
      v_failed_check int;
      v_failed_actual bigint;
      v_floor bigint;
      v_done boolean;
    begin
      v_done := ${schema}.lock_tags(p_locks) is not null;
      if p_conditions is not null and ${schema}.condition_fails(p_tenant, p_conditions) then
        -- A repeat fails on the events it wrote itself: it is told by their ids below.
        v_ids := array(select (e->>'i')::uuid from json_array_elements(p_events) e);
        select count(*) into v_known from ${schema}.events where tenant_id = p_tenant and event_id = any(v_ids);
        if v_known = 0 or v_known < cardinality(v_ids) then
          conflict := 0;
          return;
        end if;
      end if;

      for v_index in 1 .. cardinality(p_streams) loop
        v_stream := p_streams[v_index];
        v_expected := p_expected[v_index];
        v_count := p_counts[v_index];
        v_version := null;

        if v_expected = 0 then
          if v_count > 0 then
            insert into ${schema}.streams (tenant_id, stream_id, stream_version)
              values (p_tenant, v_stream, v_count) on conflict do nothing;
            if found then v_version := 0; end if;
          else
            -- A name nobody has yet is no row to lock: it is taken and given back, so that who begins it waits.
            insert into ${schema}.streams (tenant_id, stream_id, stream_version)
              values (p_tenant, v_stream, 0) on conflict do nothing;
            if found then
              delete from ${schema}.streams where tenant_id = p_tenant and stream_id = v_stream;
              v_version := 0;
            end if;
          end if;
        elsif v_expected > 0 and not p_check_ids and v_count > 0 then
          update ${schema}.streams set stream_version = stream_version + v_count
            where tenant_id = p_tenant and stream_id = v_stream and stream_version = v_expected
              and not archived;
          if found then v_version := v_expected; end if;
        else
          if v_expected = -1 and v_count > 0 then
            insert into ${schema}.streams (tenant_id, stream_id, stream_version)
              values (p_tenant, v_stream, 0) on conflict do nothing;
            v_changed := v_changed or found;
          end if;
          select stream_version, archived into v_version, v_archived from ${schema}.streams
            where tenant_id = p_tenant and stream_id = v_stream for no key update;
          if v_expected > 0 and v_version is distinct from v_expected then v_version := null; end if;
          if v_archived and v_count > 0 then v_version := null; end if;
          if v_expected = -1 and v_count = 0 then v_version := coalesce(v_version, 0); end if;
        end if;

        v_known := 0;
        if v_count > 0 and (v_version is null or p_check_ids) then
          v_ids := array(select (e->>'i')::uuid from json_array_elements(p_events) e where (e->>'s')::int = v_index);
          v_all_ids := v_all_ids || v_ids;
          select count(*), min(stream_version), max(global_position),
              max(stream_version) - min(stream_version) = v_count - 1
                and array_agg(event_id order by stream_version) = v_ids
            into v_known, v_first, v_last_position, v_in_order
            from ${schema}.events
            where tenant_id = p_tenant and event_id = any(v_ids) and stream_id = v_stream;
          if v_known = v_count and v_in_order and (v_expected < 0 or v_first = v_expected + 1) then
            v_duplicates := v_duplicates + 1;
            versions := versions || (v_first + v_count - 1);
            positions := positions || v_last_position;
            continue;
          end if;
        end if;

        if v_version is null then
          select stream_version, archived into actual, v_archived from ${schema}.streams
            where tenant_id = p_tenant and stream_id = v_stream;
          actual := coalesce(actual, 0);
          -- A repeat is told by its events, also when a stream that it only checks has gone on since.
          if v_count = 0 and p_check_ids then
            if v_failed_check is null then
              v_failed_check := v_index;
              v_failed_actual := actual;
            end if;
            versions := versions || actual;
            positions := positions || null::bigint;
            continue;
          end if;
          conflict := coalesce(v_failed_check, v_index);
          actual := coalesce(v_failed_actual, actual);
          if v_archived and v_count > 0 and v_failed_check is null then
            raise exception 'stream is archived' using errcode = '${archivedState}',
              detail = json_build_object('conflict', conflict);
          end if;
          if v_changed then
            raise exception 'stream is at another version' using errcode = '${conflictState}',
              detail = json_build_object('conflict', conflict, 'actual', actual);
          end if;
          return;
        end if;

        if v_count > 0 then
          if v_expected < 0 or (v_expected > 0 and p_check_ids) then
            update ${schema}.streams set stream_version = v_version + v_count
              where tenant_id = p_tenant and stream_id = v_stream;
          end if;
          v_changed := true;
        end if;
        versions := versions || (v_version + v_count);
        positions := positions || null::bigint;
      end loop;

      if v_failed_check is not null
        and (v_duplicates = 0 or v_duplicates < (select count(*) from unnest(p_counts) c where c > 0)) then
        conflict := v_failed_check;
        actual := v_failed_actual;
        if v_changed then
          raise exception 'stream is at another version' using errcode = '${conflictState}',
            detail = json_build_object('conflict', conflict, 'actual', actual);
        end if;
        return;
      end if;

      written := v_duplicates = 0;
      if v_duplicates > 0 then
        if v_changed then
          raise exception 'some of the events are recorded already, others are not' using errcode = '23505',
            constraint = 'events_id';
        end if;
        return;
      end if;
      if not v_changed then return; end if;

      v_floor := pg_sequence_last_value('${schema}.event_position'::regclass);
      v_done := pg_advisory_xact_lock_shared(${schema}.floor_tag() | v_floor) is not null;

      with given as (
        select * from rows from (json_to_recordset(p_events)
          as (s int, k int, i uuid, t text, n int, d json, x text, m json, y text, g text[])) with ordinality
          as e(s, k, i, t, n, d, x, m, y, g, nr)
        order by nr
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
      )
      select array(
        select (select max(global_position) from inserted where stream_id = name)
        from unnest(p_streams) with ordinality as u(name, nr) order by nr
      ) into positions;

      -- The index on ids covers the log; ids of the caller's own may be in the archive.
      if p_check_ids and exists (
        select from ${schema}.archived_events where tenant_id = p_tenant and event_id = any(v_all_ids)
      ) then
        raise exception 'some of the events are archived already' using errcode = '23505', constraint = 'events_id';
      end if;
    end $$`,
  ],
}
