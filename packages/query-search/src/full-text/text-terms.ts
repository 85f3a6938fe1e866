import type { Correction, TextMatch } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import { typedText, type TypedText } from './typed-text.ts'

/** What was typed, and what was meant by it. */
export interface AskedText {
  readonly text: string
  readonly match: TextMatch
  readonly corrections: readonly Correction[]
}

/** A query that finds nothing, made in the one way that gives no notice. */
const emptyQuery = sql`plainto_tsquery('simple', '')`

/**
 * How many terms a text hardly ever exceeds, at most `limit`: one for each word, and as many again where words are glued
 * together, as in `t-light` or an address.
 */
export function usualTerms({ text, match, corrections }: AskedText, limit: number): number {
  if (match === 'phrase') return 1
  const chunks = typedText(text).text.split(/\s+/)
  const words = chunks.map((chunk) => chunk.match(/[\p{L}\p{N}\p{M}]+/gu)?.length ?? 0)
  const terms = words.reduce((sum, count) => sum + (count > 1 ? 2 * count : count), 0)
  return Math.min(limit, Math.max(1, terms + corrections.length))
}

/** How the terms of a query become one. */
export function termOperator(match: TextMatch): '|' | '&' {
  return match === 'any' ? '|' : '&'
}

/**
 * The terms of a typed text in one configuration, as an array of `tsquery`: words, made by the same parser and
 * dictionary as the searched ones, so that they can neither fail nor be anything but words. The last word is taken for
 * the beginning of one; a misspelt word is one term of all that was meant by it.
 *
 * Where nothing is left, as of a stop word alone (`the`), the last word is asked as it stands: it may become `theatre`.
 */
export function textTerms(
  configuration: string,
  { text, match, corrections }: AskedText,
): RawBuilder<readonly string[]> {
  const config = sql`cast(${configuration} as regconfig)`
  const typed = typedText(match === 'phrase' ? corrected(text, corrections) : without(text, corrections))
  const terms = sql.join(
    [
      termsOf(config, typed, match),
      ...(match === 'phrase' ? [] : corrections.map((correction) => meantTerm(config, correction))),
    ],
    sql` union all `,
  )
  const last = typed.words.at(-1)
  const alone = sql`to_tsquery('simple', ${last === undefined ? null : beginningOf(last)})`
  return sql`(
    select case when count(*) > 0 then array_agg(term) else array_remove(array[${alone}], null) end
    from (${terms}) as terms(term) where numnode(term) > 0
  )`
}

function termsOf(config: RawBuilder<unknown>, typed: TypedText, match: TextMatch): RawBuilder<unknown> {
  const { text, head, lead, unfinished, words } = typed
  const begins = sql`coalesce(to_tsquery(${config}, ${unfinished === undefined ? null : beginningOf(unfinished)}), ${emptyQuery})`
  switch (match) {
    case 'any':
      // The beginning finds the word itself as well, which is then no term of its own.
      return sql`select term from ${lexemesOf(config, text)} where cast(term as text) || ':*' <> cast(${begins} as text)
        union all select ${begins}`
    case 'all':
      return sql`select term from ${lexemesOf(config, head)}
        union all select ${allOf(config, `${lead}${unfinished ?? ''}`)} || (${allOf(config, lead)} && ${begins})`
    case 'prefix':
      return sql`select to_tsquery(${config}, word) from unnest(cast(${words.map(beginningOf)} as text[])) as word`
    case 'phrase':
      return sql`select phraseto_tsquery(${config}, ${text})
        || (phraseto_tsquery(${config}, ${head + lead}) <-> ${begins})`
  }
}

/** Letters and digits only, so it needs no escaping. */
function beginningOf(word: string): string {
  return `'${word}':*`
}

/** The words of a text as its dictionary writes them, each a query. */
function lexemesOf(config: RawBuilder<unknown>, text: string): RawBuilder<unknown> {
  const quoted = sql`'''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || ''''`
  return sql`(select cast(${quoted} as tsquery) as term from unnest(to_tsvector(${config}, ${text}))) as lexemes`
}

function allOf(config: RawBuilder<unknown>, text: string): RawBuilder<unknown> {
  return joined(sql`${lexemesOf(config, text)}`, '&')
}

function meantTerm(config: RawBuilder<unknown>, { meant }: Correction): RawBuilder<unknown> {
  return sql`select ${joined(lexemesOf(config, meant.join(' ')), '|')}`
}

/** Terms as one query. What PostgreSQL prints of a query it reads again, whatever is in its words. */
export function joined(terms: RawBuilder<unknown>, operator: '|' | '&'): RawBuilder<unknown> {
  const listed = sql`string_agg('(' || cast(term as text) || ')', ${sql.lit(` ${operator} `)})`
  return sql`coalesce((select cast(${listed} as tsquery) from ${terms}), ${emptyQuery})`
}

/** A text without its misspelt words. */
function without(text: string, corrections: readonly Correction[]): string {
  return replaced(text, corrections, () => ' ')
}

/** A text with the nearest words instead of the misspelt ones. */
export function corrected(text: string, corrections: readonly Correction[]): string {
  return replaced(text, corrections, ({ typed, meant: [nearest = typed] }) => nearest)
}

function replaced(
  text: string,
  corrections: readonly Correction[],
  replacement: (correction: Correction) => string,
): string {
  if (corrections.length === 0) return text
  return text.replaceAll(/[\p{L}\p{N}\p{M}]+/gu, (word) => {
    const correction = corrections.find(({ typed }) => typed === word)
    return correction === undefined ? word : replacement(correction)
  })
}
