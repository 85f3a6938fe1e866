import type { ReadModelDefinition, SearchDefinition } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import { rowLanguage, searchedLanguages } from '../full-text/row-language.ts'
import { searchedText } from '../full-text/searched-text.ts'
import type { MisspeltWord } from './nearest-words.ts'

/** Where and for what words that look alike are sought. */
export interface LikeWordSelection {
  readonly model: ReadModelDefinition
  readonly search: SearchDefinition
  readonly schema: string
  readonly tenant: string
  readonly words: readonly MisspeltWord[]
  /** The schema of `pg_trgm`. */
  readonly trigrams: string
}

/** A misspelt word and one that looks like it; none where there is no such. */
export interface LikeWordRecord {
  readonly typed: string
  readonly word: string | null
  readonly rows: number
}

/** The setting of `pg_trgm` that tells from which likeness on `%>` is true. */
export const likenessSetting = 'pg_trgm.word_similarity_threshold'
/** Two swapped letters leave a likeness of 0.43 in a word of nine letters and 0.29 in one of six; PostgreSQL's own is 0.6. */
const leastLikeness = '0.25'
const rowsLookedAt = sql.lit(100)
const wordsLookedAt = sql.lit(40)

/**
 * For each word that no row of the tenant holds: the words of the rows whose text looks most like it. The setting lasts
 * to the end of the transaction.
 */
export function selectLikeWords(selection: LikeWordSelection): RawBuilder<LikeWordRecord> {
  const { model, search, schema, tenant, words, trigrams } = selection
  const table = sql.id(schema, model.name)
  const text = searchedText(model, search)
  const likeness = sql`${sql.id(trigrams, 'word_similarity')}(missing.typed, ${text})`
  const asked = searchedLanguages(search).map((language) => {
    const config = sql`cast(${language} as regconfig)`
    return sql`select typed, unfinished, cast(${language} as text) as configuration, plainto_tsquery(${config}, typed)
      || case when unfinished then to_tsquery(${config}, '''' || typed || ''':*') else plainto_tsquery('simple', '') end as query from typed`
  })
  return sql`with typed as materialized (
  select typed, unfinished, set_config(${likenessSetting}, ${leastLikeness}, true)
  from unnest(cast(${words.map(({ word }) => word)} as text[]), cast(${words.map(({ unfinished }) => unfinished)} as boolean[]))
    as each(typed, unfinished)
),
missing as materialized (
  select typed, unfinished from (${sql.join(asked, sql` union all `)}) as asked
  group by typed, unfinished
  having bool_and(numnode(query) > 0) and not bool_or(exists (
    select from ${table} where tenant_id = ${tenant} and search_vector @@ asked.query
      and ${rowLanguage(model, search)} = asked.configuration
  ))
)
select typed, word, cast(coalesce(rows, 0) as float8) as rows from missing left join lateral (
  select word, count(*) as rows from (
    select ${text} as text from ${table}
    where tenant_id = ${tenant} and ${text} operator(${sql.id(trigrams)}.%>) missing.typed
    order by ${likeness} desc, ${sql.ref(model.key)} limit ${rowsLookedAt}
  ) as alike, unnest(tsvector_to_array(to_tsvector('simple', translate(text, '/', ' ')))) as word
  where length(word) between length(typed) - 3 and length(typed) + case when unfinished then 60 else 3 end
  group by word order by ${sql.id(trigrams, 'word_similarity')}(missing.typed, word) desc, word limit ${wordsLookedAt}
) as words on true`
}
