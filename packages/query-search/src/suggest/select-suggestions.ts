import { sql, type RawBuilder } from 'kysely'
import { askedRows, holdsWords, type RowSelection } from '../full-text/found-rows.ts'
import { rowLanguage } from '../full-text/row-language.ts'
import { searchedText } from '../full-text/searched-text.ts'

/** What suggestions are made of. */
export interface SuggestionSelection extends Omit<RowSelection, 'ranking'> {
  /** What a suggested word begins with, in lower case; empty for any word. */
  readonly beginning: string
  /** Words that are there already. */
  readonly typed: readonly string[]
  readonly limit: number
}

/** A word and how many of the rows looked at hold it. */
export interface SuggestionRecord {
  readonly word: string
  readonly count: number
}

const rowsLookedAt = sql.lit(2000)

/** The most frequent words that begin so, in rows that hold all that was typed; stop words and numbers are left out. */
export function selectSuggestions(selection: SuggestionSelection): RawBuilder<SuggestionRecord> {
  const { model, search, schema, tenant, where, beginning, typed, limit } = selection
  return sql`with ${askedRows(selection)},
looked_at as materialized (
  select ${searchedText(model, search)} as text, ${rowLanguage(model, search)} as configuration
  from ${sql.id(schema, model.name)}
  where tenant_id = ${tenant} and ${holdsWords(selection)} and ${where ?? sql`true`}
  limit ${rowsLookedAt}
)
select word collate "C" as word, cast(sum(rows) as float8) as count from (
  select word, configuration, count(*) as rows
  from looked_at, unnest(tsvector_to_array(to_tsvector('simple', translate(text, '/', ' ')))) as word
  where starts_with(word, ${beginning}) and word <> all(cast(${typed} as text[])) and word !~ '^[-+]?[0-9]'
  group by word, configuration
) as counted
where to_tsvector(cast(configuration as regconfig), word) <> ''
group by word order by count desc, 1 limit ${limit}`
}
