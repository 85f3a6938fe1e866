import { sql, type RawBuilder } from 'kysely'
import type { TypedText } from './typed-text.ts'

/** How the words of a query are joined. */
export type Match = 'any' | 'all'

/**
 * The `tsquery` of a typed text, made by the same parser and dictionary as the searched words, so that it can neither
 * fail nor be anything but words. The last word is taken for the beginning of one.
 *
 * Where nothing is left, as of a stop word alone (`the`), the last word is asked as it stands: it may become `theatre`.
 */
export function textQuery(
  language: string,
  { text, head, unfinished }: TypedText,
  match: Match,
): RawBuilder<unknown> {
  const config = sql`cast(${language} as regconfig)`
  const beginning = unfinished === undefined ? null : `'${unfinished}':*` // letters and digits only
  const begins = sql`coalesce(to_tsquery(${config}, ${beginning}), '')`
  const words =
    match === 'any'
      ? sql`${wordsOf(config, text, '|')} || ${begins}`
      : sql`${wordsOf(config, head, '&')} && ${begins}`
  return sql`coalesce(nullif(${words}, ''), to_tsquery('simple', ${beginning}), '')`
}

/** The words of a text as its dictionary writes them, quoted and joined. */
function wordsOf(config: RawBuilder<unknown>, text: string, operator: '|' | '&'): RawBuilder<unknown> {
  const quoted = sql`'''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || ''''`
  return sql`coalesce(cast((
    select string_agg(${quoted}, ${sql.lit(` ${operator} `)}) from unnest(to_tsvector(${config}, ${text}))
  ) as tsquery), '')`
}
