import type { MigrationStep } from '@uno-ts/types'

/**
 * The tables of the log.
 *
 * Positions come from a sequence with `CACHE 1` that has been drawn from once, so that its `last_value` is always the
 * highest position drawn. Data and metadata are `json`, not `jsonb`: what was written comes back to the letter, escapes
 * such as `\u0000` included, and nothing is parsed twice. Indexes on the hot table, and why:
 * the primary key serves reading everything in order, `events_stream` reading a stream and its version check,
 * `events_id` makes a repeated append harmless.
 */
export const eventsMigration: MigrationStep = {
  name: '001-events',
  statements: ({ schema }) => [
    `create table ${schema}.streams (
      tenant_id text collate "C" not null,
      stream_id text collate "C" not null,
      stream_version bigint not null,
      archived boolean not null default false,
      primary key (tenant_id, stream_id)
    ) with (fillfactor = 80)`,
    `create table ${schema}.events (
      tenant_id text collate "C" not null,
      global_position bigint not null,
      stream_id text collate "C" not null,
      stream_version bigint not null,
      event_id uuid not null,
      type text collate "C" not null,
      schema_version integer not null,
      tags text[],
      data json not null,
      metadata json not null,
      recorded_at timestamptz not null default clock_timestamp(),
      constraint events_position primary key (tenant_id, global_position),
      constraint events_stream unique (tenant_id, stream_id, stream_version),
      constraint events_id unique (tenant_id, event_id)
    )`,
    `create table ${schema}.event_tags (
      tenant_id text collate "C" not null,
      tag text collate "C" not null,
      global_position bigint not null,
      primary key (tenant_id, tag, global_position)
    )`,
    `create sequence ${schema}.event_position as bigint minvalue 0 start 0 cache 1`,
    `select nextval('${schema}.event_position')`,
    `create function ${schema}.refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'events are never changed: % on %.% is refused', tg_op, tg_table_schema, tg_table_name
        using errcode = '2F002';
    end $$`,
    `create trigger refuse_change before update or delete or truncate on ${schema}.events
      for each statement execute function ${schema}.refuse_change()`,
  ],
}
