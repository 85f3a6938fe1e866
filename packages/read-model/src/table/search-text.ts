import type { SearchDefinition } from '@uno-ts/types'
import { quoted } from './identifier.ts'
import type { ModelTable } from './model-table.ts'
import { textOf } from './search-vector.ts'
import { systemColumns } from './system-columns.ts'

/** Where a misspelt word is looked for, of each field: further down a text it would be compared with too much. */
const comparedCharacters = 500

/** The expression of the generated column of plain text: the fields one after the other, cut. */
export function searchText(table: ModelTable, { fields }: SearchDefinition): string {
  return fields
    .map(({ field }) => `left(coalesce(${textOf(table, field)}, ''), ${comparedCharacters})`)
    .join(` || ' ' || `)
}

/**
 * Creates the index of trigrams over the plain text where the database has `pg_trgm` or may create it, and does nothing
 * where not: search then finds words as they are written.
 */
export function createTrigramIndex(index: string, table: string): string {
  const statement = `create index if not exists ${quoted(index)} on ${table.replaceAll('%', '%%')} using gin (${systemColumns.searchText} %I.gin_trgm_ops)`
  return `do $trigrams$
declare place text;
begin
  begin
    create extension if not exists pg_trgm;
  exception when others then null; -- not to be had
  end;
  select nspname into place from pg_extension join pg_namespace on pg_namespace.oid = extnamespace
    where extname = 'pg_trgm';
  if place is not null then execute format('${statement.replaceAll("'", "''")}', place); end if;
end $trigrams$`
}
