import type { MigrationStep } from '@uno-ts/types'

const columns =
  'tenant_id, global_position, stream_id, stream_version, event_id, type, schema_version, tags, data, metadata, recorded_at'

/**
 * The second table of the log, and the only way between the two (decision 0011).
 *
 * An event leaves one table when its exact copy is in the other, and when whoever deletes it acts for the owner of the
 * tables; all else is refused as before. The first is what keeps events safe from the owner's own mistakes: it needs no
 * setting that somebody could forge. `archive_streams` and `unarchive_streams` act for the owner (`security definer`);
 * who may call them is a matter of grants. Tags stay where they are: a condition goes on seeing archived events.
 */
export const archiveMigration: MigrationStep = {
  name: '007-archive',
  statements: ({ schema }) => [
    `create table ${schema}.archived_events (
      like ${schema}.events,
      constraint archived_events_position primary key (tenant_id, global_position),
      constraint archived_events_stream unique (tenant_id, stream_id, stream_version),
      constraint archived_events_id unique (tenant_id, event_id)
    )`,

    // What a stream is read through by its id, archived or not.
    `create view ${schema}.stream_events with (security_invoker = true) as
      select ${columns} from ${schema}.events union all select ${columns} from ${schema}.archived_events`,

    `create function ${schema}.refuse_foreign_deletion() returns trigger language plpgsql
    set search_path = pg_catalog, pg_temp as $$
    begin
      if pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'usage') then return null; end if;
      raise exception 'events are never deleted: DELETE on %.% is refused', tg_table_schema, tg_table_name
        using errcode = '2F002';
    end $$`,
    `drop trigger refuse_change on ${schema}.events`,
    ...['events', 'archived_events'].flatMap((table) => [
      `create trigger refuse_change before update or truncate on ${schema}.${table}
        for each statement execute function ${schema}.refuse_change()`,
      `create trigger refuse_foreign_deletion before delete on ${schema}.${table}
        for each statement execute function ${schema}.refuse_foreign_deletion()`,
    ]),
    `create trigger refuse_change before update or delete or truncate on ${schema}.event_tags
      for each statement execute function ${schema}.refuse_change()`,

    ...onlyMoved(schema, 'events', 'archived_events'),
    ...onlyMoved(schema, 'archived_events', 'events'),

    // The streams' rows come first: an append under way is waited for, a later one finds the flag.
    `create function ${schema}.archive_streams(
      p_tenant text, p_streams text[], p_recorded_before timestamptz, out moved text[], out event_count bigint
    ) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
      event_count := 0;
      moved := array(
        select stream_id from ${schema}.streams
        where tenant_id = p_tenant and stream_id = any(p_streams) and not archived
        order by stream_id for no key update);
      if p_recorded_before is not null then
        moved := array(
          select s.stream_id from ${schema}.streams s
          join ${schema}.events e
            on e.tenant_id = s.tenant_id and e.stream_id = s.stream_id and e.stream_version = s.stream_version
          where s.tenant_id = p_tenant and s.stream_id = any(moved) and e.recorded_at < p_recorded_before
          order by s.stream_id);
      end if;
      update ${schema}.streams set archived = true where tenant_id = p_tenant and stream_id = any(moved);
      insert into ${schema}.archived_events (${columns})
        select ${columns} from ${schema}.events where tenant_id = p_tenant and stream_id = any(moved);
      get diagnostics event_count = row_count;
      if event_count > 0 then
        delete from ${schema}.events where tenant_id = p_tenant and stream_id = any(moved);
        -- A plan made while the archive was small reads it from end to end: it is to be made anew.
        if (select relpages from pg_class where oid = '${schema}.archived_events'::regclass) < 100 then
          analyze ${schema}.archived_events;
        end if;
      end if;
    end $$`,

    `create function ${schema}.unarchive_streams(p_tenant text, p_streams text[], out moved text[], out event_count bigint)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
      event_count := 0;
      moved := array(
        select stream_id from ${schema}.streams
        where tenant_id = p_tenant and stream_id = any(p_streams) and archived
        order by stream_id for no key update);
      update ${schema}.streams set archived = false where tenant_id = p_tenant and stream_id = any(moved);
      insert into ${schema}.events (${columns})
        select ${columns} from ${schema}.archived_events where tenant_id = p_tenant and stream_id = any(moved);
      get diagnostics event_count = row_count;
      if event_count > 0 then
        delete from ${schema}.archived_events where tenant_id = p_tenant and stream_id = any(moved);
      end if;
    end $$`,
  ],
}

/** Lets rows leave one table only when their copies are in the other; a deletion of nothing is refused as well. */
function onlyMoved(schema: string, from: string, to: string): readonly string[] {
  const facts = (row: string): string =>
    `(${row}.stream_id, ${row}.stream_version, ${row}.event_id, ${row}.type, ${row}.schema_version, ${row}.tags,
      ${row}.data::text, ${row}.metadata::text, ${row}.recorded_at)`
  return [
    `create function ${schema}.only_moved_from_${from}() returns trigger language plpgsql
    set search_path = pg_catalog, pg_temp as $$
    begin
      if not exists (select from gone) or exists (
        select from gone g left join ${schema}.${to} c
          on c.tenant_id = g.tenant_id and c.global_position = g.global_position
        where c.tenant_id is null or ${facts('c')} is distinct from ${facts('g')}
      ) then
        raise exception 'events are never deleted: DELETE on %.% is refused', tg_table_schema, tg_table_name
          using errcode = '2F002';
      end if;
      return null;
    end $$`,
    `create trigger only_moved after delete on ${schema}.${from} referencing old table as gone
      for each statement execute function ${schema}.only_moved_from_${from}()`,
  ]
}
