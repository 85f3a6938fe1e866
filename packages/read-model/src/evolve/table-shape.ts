import { sql } from 'kysely'
import type { AnyKysely } from '../repository/any-kysely.ts'

/** A table as the database has it. */
export interface TableShape {
  /** The columns by name. */
  readonly columns: ReadonlyMap<string, ColumnShape>
  /** The names of its indexes. */
  readonly indexes: ReadonlySet<string>
  /** Whether the server has trigrams, which a fuzzy search has an index of. */
  readonly hasTrigrams: boolean
  /** Whether it has no rows at all. */
  readonly isEmpty: boolean
}

/** A column as the database has it. */
export interface ColumnShape {
  /** As a definition's column is declared: `text collate "C"`. */
  readonly type: string
  readonly isNullable: boolean
  /** What is written on it. */
  readonly comment: string | null
}

/** Looks at a table; `undefined` when there is none. Both names come unquoted. */
export async function tableShape(
  db: AnyKysely,
  { schema, table }: { readonly schema: string; readonly table: string },
): Promise<TableShape | undefined> {
  const columns = await sql<{ name: string; type: string; nullable: boolean; comment: string | null }>`
    select a.attname as name, not a.attnotnull as nullable, col_description(a.attrelid, a.attnum) as comment,
      replace(format_type(a.atttypid, a.atttypmod), 'timestamp with time zone', 'timestamptz')
        || case when a.attcollation <> 0 and a.attcollation <> t.typcollation
             then ' collate "' || c.collname || '"' else '' end as type
    from pg_attribute a
    join pg_type t on t.oid = a.atttypid
    left join pg_collation c on c.oid = a.attcollation
    where a.attrelid = to_regclass(format('%I.%I', ${schema}::text, ${table}::text))
      and a.attnum > 0 and not a.attisdropped`.execute(db)
  if (columns.rows.length === 0) return undefined
  const indexes = await sql<{ name: string }>`
    select indexname as name from pg_indexes where schemaname = ${schema} and tablename = ${table}`.execute(
    db,
  )
  const trigrams = await sql`select from pg_available_extensions where name = 'pg_trgm'`.execute(db)
  const filled = await sql`select from ${sql.id(schema, table)} limit 1`.execute(db)
  return {
    columns: new Map(
      columns.rows.map(({ name, type, nullable, comment }) => [
        name,
        { type, isNullable: nullable, comment },
      ]),
    ),
    indexes: new Set(indexes.rows.map(({ name }) => name)),
    hasTrigrams: trigrams.rows.length > 0,
    isEmpty: filled.rows.length === 0,
  }
}
