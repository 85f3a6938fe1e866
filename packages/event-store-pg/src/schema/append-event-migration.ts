import type { MigrationStep } from '@uno-ts/types'

/**
 * The append of one event of our own making to one stream at an exact version (0: none): what an aggregate does most. The
 * same steps in the same order as `append_events`, in less than half of the server's time. No row comes back when the
 * stream is at another version; then nothing was written and no position drawn. `p_locks` are shared keys and taken here:
 * calling `lock_tags`, and asking for the position by RETURNING, cost a twentieth of the call.
 */
export const appendEventMigration: MigrationStep = {
  name: '005-append-event',
  statements: ({ schema }) => [
    `create function ${schema}.append_event(
      p_tenant text, p_stream text, p_expected bigint, p_locks int[], p_id uuid, p_type text, p_schema_version int,
      p_tags text[], p_data json, p_metadata json
    ) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
      v_class constant int := (${schema}.floor_tag() >> 48)::int;
      v_key int;
      v_done boolean;
      v_position bigint;
    begin
      foreach v_key in array p_locks loop
        v_done := pg_advisory_xact_lock_shared(v_class, v_key) is not null;
      end loop;
      if p_expected = 0 then
        insert into ${schema}.streams (tenant_id, stream_id, stream_version)
          values (p_tenant, p_stream, 1) on conflict do nothing;
      else
        update ${schema}.streams set stream_version = stream_version + 1
          where tenant_id = p_tenant and stream_id = p_stream and stream_version = p_expected and not archived;
      end if;
      if not found then return null; end if;

      v_done := pg_advisory_xact_lock_shared(
        ${schema}.floor_tag() | pg_sequence_last_value('${schema}.event_position'::regclass)) is not null;
      v_position := nextval('${schema}.event_position');

      insert into ${schema}.events (tenant_id, global_position, stream_id, stream_version, event_id, type,
          schema_version, tags, data, metadata)
        values (p_tenant, v_position, p_stream, p_expected + 1, p_id, p_type, p_schema_version, p_tags, p_data,
          p_metadata);
      if p_tags is not null then
        insert into ${schema}.event_tags (tenant_id, tag, global_position)
          select p_tenant, tag, v_position from unnest(p_tags) tag;
      end if;
      return v_position;
    end $$`,
  ],
}
