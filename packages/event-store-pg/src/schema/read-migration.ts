import type { MigrationStep } from '@uno-ts/types'
import { filterConditions } from '../read/event-filter.ts'
import { eventColumns } from '../read/event-row.ts'
import { locksNoLongerNeeded } from './given-back-locks.ts'

/** What the reads give: events in the order of `eventColumns`, after a first row that says how far they went. */
const eventRows = `table (global_position bigint, stream_id text, stream_version bigint, event_id uuid, type text,
        schema_version integer, tags text[], data json, metadata json, recorded_at timestamptz)`

/**
 * Reads that first find out how far they may go and then select events, in one round trip. The first row holds only that
 * position, and a page's also the highest position drawn, in the place of the stream's version.
 *
 * Finding out and selecting are two statements, because only a later snapshot sees what has ended meanwhile. At READ
 * COMMITTED a volatile function gets one for each of its statements; at stricter levels there is one for the whole
 * transaction, and these reads are refused: they would pass over events.
 *
 * The index by type is what makes rare types cheap to find (decision 0012).
 */
export const readMigration: MigrationStep = {
  name: '010-read',
  statements: ({ schema }) => [
    `create index events_type on ${schema}.events (tenant_id, type, global_position)`,
    `create index archived_events_type on ${schema}.archived_events (tenant_id, type, global_position)`,

    `create function ${schema}.read_by_query(p_tenant text, p_locks int[], p_items json, p_after bigint)
    returns ${eventRows} language plpgsql as $$
    declare
      v_item record;
      v_head bigint;
      v_found bigint[];
      v_typed bigint[];
      v_done boolean;
    begin
      v_done := ${schema}.expect_read_committed() is not null;
      begin
        -- Waits until every matching append under way has ended. One that begins later draws its positions after the head.
        v_done := ${schema}.lock_tags(p_locks) is not null;
        v_head := ${schema}.last_position(p_tenant);
        raise exception using errcode = '${locksNoLongerNeeded}';
      exception when sqlstate '${locksNoLongerNeeded}' then
        null; -- the locks are gone with what was done in this block: nobody waits for the rows below
      end;
      global_position := v_head;
      return next;

      for v_item in
        select case when i->'types' is null then null
            else array(select json_array_elements_text(i->'types')) end as types,
          case when i->'tags' is null then null
            else array(select json_array_elements_text(i->'tags')) end as tags
        from json_array_elements(p_items) i
      loop
        if v_item.tags is not null then
          v_found := v_found || array(
            select t.global_position from ${schema}.event_tags t
            join ${schema}.stream_events e on e.tenant_id = t.tenant_id and e.global_position = t.global_position
            where t.tenant_id = p_tenant and t.tag = v_item.tags[1]
              and t.global_position > p_after and t.global_position <= v_head
              and e.tags @> v_item.tags and (v_item.types is null or e.type = any(v_item.types)));
        else
          -- Planned each time: whether the index by type is the way depends on the type.
          execute 'select array(select e.global_position from ${schema}.stream_events e
              where e.tenant_id = $1 and e.type = any($2) and e.global_position > $3 and e.global_position <= $4)'
            into v_typed using p_tenant, v_item.types, p_after, v_head;
          v_found := v_found || v_typed;
        end if;
      end loop;
      return query
        select ${eventColumns} from ${schema}.stream_events e
        where e.tenant_id = p_tenant and e.global_position = any(v_found)
        order by e.global_position;
    end $$`,

    `create function ${schema}.read_page(p_tenant text, p_after bigint, p_limit bigint, p_window bigint,
      p_types text[], p_categories text[], p_tags text[], p_correlation_id text)
    returns ${eventRows} language plpgsql as $$
    declare
      v_end bigint;
      v_done boolean;
    begin
      v_done := ${schema}.expect_read_committed() is not null;
      select safe, drawn into global_position, stream_version from ${schema}.horizon(p_tenant);
      return next;
      v_end := least(global_position, p_after + p_window);
      if v_end <= p_after then return; end if;
      if p_types is null then
        return query ${pageText(schema, ['p_tenant', 'p_after', 'v_end', 'p_limit', 'p_types', ...others])};
      else
        -- Planned each time: whether the index by type is the way depends on the types.
        return query execute $page$ ${pageText(schema, ['$1', '$2', '$3', '$4', '$5', '$6', '$7', '$8'])} $page$
          using p_tenant, p_after, v_end, p_limit, p_types, ${others.join(', ')};
      end if;
    end $$`,

    `revoke execute on function ${schema}.read_by_query, ${schema}.read_page from public`,
  ],
}

/** What a page may be filtered by beside types. */
const others = ['p_categories', 'p_tags', 'p_correlation_id'] as const

/** The events of a page; its values by name or number: tenant, after, end, limit, types, categories, tags, correlation. */
function pageText(schema: string, values: readonly string[]): string {
  const [
    tenant = '',
    after = '',
    end = '',
    limit = '',
    types = '',
    categories = '',
    tags = '',
    correlation = '',
  ] = values
  return `
    select ${eventColumns} from ${schema}.events e
    where e.tenant_id = ${tenant} and e.global_position > ${after} and e.global_position <= ${end}
      and (${types} is null or ${filterConditions.types(types)})
      and (${categories} is null or ${filterConditions.categories(categories)})
      and (${tags} is null or ${filterConditions.tags(tags)})
      and (${correlation} is null or ${filterConditions.correlationId(correlation)})
    order by e.global_position limit ${limit}`
}
