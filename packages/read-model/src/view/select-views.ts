import { sql } from 'kysely'
import type { AnyKysely } from '../repository/any-kysely.ts'
import { viewTable, type ViewRow } from './view-table.ts'

/** A registered view, and what the database knows of it. */
export interface KnownView extends ViewRow {
  readonly view_exists: boolean
  readonly can_refresh_concurrently: boolean
}

/**
 * Reads registered views, those before that others read from: `name` alone, or all. Who reads from whom is the database's
 * knowledge, through plain views too: a view comes after all it reads from because it has more of them.
 *
 * A refresh lets readers go on where a valid unique index covers all rows by columns alone.
 */
export async function selectViews(
  db: AnyKysely,
  schema: string,
  name?: string,
): Promise<readonly KnownView[]> {
  const { rows } = await sql<KnownView>`
    with recursive known as (
      select v.*, c.oid
      from ${viewTable(schema)} v
      left join pg_class c
        on c.relname = v.name and c.relkind = 'm'
        and c.relnamespace = (select oid from pg_namespace where nspname = ${schema})
    ), reads (name, oid) as (
      select name, oid from known where oid is not null
      union
      select reads.name, d.refobjid
      from reads
      join pg_rewrite r on r.ev_class = reads.oid
      join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
        and d.refclassid = 'pg_class'::regclass and d.refobjid <> reads.oid
    )
    select v.name, v.definition, v.refresh_every_ms, v.refreshed_at, v.duration_ms, v.failed_at, v.failure,
      v.oid is not null as view_exists,
      exists (
        select from pg_index i
        where i.indrelid = v.oid and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
      ) as can_refresh_concurrently
    from known v
    where ${name ?? null}::text is null or v.name = ${name ?? null}::text
    order by (
      select count(*) from reads join known source on source.oid = reads.oid where reads.name = v.name
    ), v.name`.execute(db)
  return rows
}
