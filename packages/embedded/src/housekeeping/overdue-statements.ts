import type { PGlite } from '@electric-sql/pglite'
import { simpleQuery } from '../engine/simple-query.ts'

/**
 * What each table needs, by the rule of PostgreSQL's own autovacuum:
 * https://www.postgresql.org/docs/current/routine-vacuuming.html#AUTOVACUUM
 *
 * @returns statements, one a table
 */
export async function overdueStatements(lite: PGlite): Promise<readonly string[]> {
  const rows = await simpleQuery(
    lite,
    `select case when needs_vacuum then 'vacuum (analyze) ' else 'analyze ' end || name
       from (
         select format('%I.%I', s.schemaname, s.relname) as name,
                s.n_dead_tup > 50 + 0.2 * greatest(c.reltuples, 0) as needs_vacuum,
                s.n_mod_since_analyze > 50 + 0.1 * greatest(c.reltuples, 0) as needs_analyze
           from pg_catalog.pg_stat_user_tables s
           join pg_catalog.pg_class c on c.oid = s.relid
       ) as tables
      where needs_vacuum or needs_analyze`,
  )
  return rows.map(([statement]) => statement ?? '')
}
