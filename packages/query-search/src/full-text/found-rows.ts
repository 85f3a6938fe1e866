import type { ReadModelDefinition, SearchDefinition, TextRanking } from '@uno-ts/types'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import { rowLanguage, searchedLanguages } from './row-language.ts'
import { joined, termOperator, textTerms, usualTerms, type AskedText } from './text-terms.ts'

/** Which rows are looked for, and how they are judged. */
export interface RowSelection {
  readonly model: ReadModelDefinition
  readonly search: SearchDefinition
  readonly schema: string
  readonly tenant: string
  readonly asked: AskedText
  readonly ranking: TextRanking
  readonly where: Expression<SqlBool> | undefined
}

/**
 * What a word in a field of weight D, C, B, A counts. PostgreSQL's own (0.1 to 1) let a title outweigh nine words of
 * text: nDCG@10 on Cranfield, title A and text D, any word, was 0.30 with them and is 0.35 with these, by frequency
 * (23 November 2026).
 */
const weights = sql`'{0.4, 0.6, 0.8, 1}'`
/**
 * The words of a row, unpacked once for all terms: a long `tsvector` is kept packed, and each `ts_rank` would unpack it
 * again. Judging a thousand abstracts by ten terms took a third of the time so (23 November 2026).
 */
const unpacked = sql.id('#words')
const unpackedWords = sql`search_vector || '' as ${unpacked}`
/** How the length of a text is evened out, as `ts_rank` takes it: by the logarithm of its words, or of its distinct ones. */
const byWords = sql.lit(1)
const byDistinctWords = sql.lit(16)

/**
 * The common table expressions that find and judge rows: `asked`, one row for each language of the model with its
 * `terms` and their `query`; `found`, the rows with `id`, `configuration` and the columns that are named; and `hits`, the
 * same with their `score`, which is reckoned where it is read: read it once.
 */
export function foundRows(
  selection: RowSelection,
  columns: readonly RawBuilder<unknown>[] = [],
): RawBuilder<unknown> {
  return selection.ranking === 'rarity' ? byRarity(selection, columns) : byRank(selection, columns)
}

function byRank(selection: RowSelection, columns: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  const query = sql`(select query from asked where asked.configuration = ${languageOf(selection)})`
  const score =
    selection.ranking === 'proximity'
      ? sql`ts_rank_cd(${weights}, search_vector, ${query}, ${byWords})`
      : sql`ts_rank(${weights}, search_vector, ${query}, ${byDistinctWords})`
  return sql`${askedRows(selection)},
found as materialized (${selectRows(selection, [sql`${score} as score`, ...columns])}),
hits as (select * from found)`
}

/**
 * Each term counts by how few of the found rows hold it, as in BM25, and within a row by `ts_rank`, which levels off as
 * BM25 does. One more pass over what was found, none over the table. nDCG@10 on Cranfield rose from 0.35 to 0.39 (23
 * November 2026). Ranks and weights are columns, not arrays: taking arrays apart took most of the time.
 */
function byRarity(selection: RowSelection, columns: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  const length = usualTerms(selection.asked, mostJudged)
  const terms = Array.from({ length }, (_, index) => ({
    rank: sql.id(`#rank${index}`),
    weight: sql.id(`#weight${index}`),
    term: termOf(selection, { nr: index + 1, isLast: index + 1 === length }),
  }))
  const ranks = terms.map(
    ({ rank, term }) =>
      sql`nullif(ts_rank(${weights}, ${unpacked}, ${term}, ${byWords}), cast(0 as real)) as ${rank}`,
  )
  const rarity = terms.map(
    ({ rank, weight }) => sql`ln(1 + count(*)::float8 / nullif(count(${rank}), 0)) as ${weight}`,
  )
  const score = terms.map(({ rank, weight }) => sql`coalesce(${rank} * ${weight}, 0)`)
  const held = sql`num_nonnulls(${sql.join(terms.map(({ rank }) => rank))})`
  const [grouped, joined] =
    searchedLanguages(selection.search).length === 1
      ? [sql`from found`, sql`found, rarity`]
      : [sql`, configuration from found group by configuration`, sql`found join rarity using (configuration)`]
  return sql`${askedRows(selection)},
found as materialized (${selectRows(selection, [...ranks, ...columns], unpackedWords)}),
rarity as materialized (select ${sql.join(rarity)} ${grouped}),
hits as (select found.*, (${sql.join(score, sql` + `)}) * sqrt(${held}) as score from ${joined})`
}

/** The terms of a longer query are judged together from here on. */
const mostJudged = 48

/** A term of a row's language by its number, null where there are not so many; the last one is all that are left. */
function termOf(
  selection: RowSelection,
  { nr, isLast }: { readonly nr: number; readonly isLast: boolean },
): RawBuilder<unknown> {
  const term = isLast
    ? joined(sql`unnest(terms[${sql.lit(nr)}:]) as each(term)`, '|')
    : sql`terms[${sql.lit(nr)}]`
  return sql`(select ${term} from asked where asked.configuration = ${languageOf(selection)})`
}

/** One row for each language: its terms, and the query they make. */
export function askedRows({ search, asked }: Pick<RowSelection, 'search' | 'asked'>): RawBuilder<unknown> {
  const rows = searchedLanguages(search).map((configuration) => {
    const query = joined(sql`unnest(terms) as each(term)`, termOperator(asked.match))
    return sql`select cast(${configuration} as text) as configuration, terms, ${query} as query
      from (select ${textTerms(configuration, asked)} as terms) as made`
  })
  return sql`asked as materialized (${sql.join(rows, sql` union all `)})`
}

/** The rows that hold the words, with the columns that are named and perhaps some that are reckoned once for all of them. */
function selectRows(
  selection: RowSelection,
  columns: readonly RawBuilder<unknown>[],
  once?: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const { model, schema, tenant, where } = selection
  const all = [sql`${sql.ref(model.key)} as id`, sql`${languageOf(selection)} as configuration`, ...columns]
  const rows = sql`${sql.id(schema, model.name)}
  where tenant_id = ${tenant} and ${holdsWords(selection)} and ${where ?? sql`true`}`
  const from = once === undefined ? rows : sql`(select *, ${once} from ${rows} offset 0) as read`
  return sql`select ${sql.join(all)} from ${from}`
}

/** Rows are found by the query of their own language; each branch reads the index. */
export function holdsWords({ model, search }: Pick<RowSelection, 'model' | 'search'>): RawBuilder<SqlBool> {
  const languages = searchedLanguages(search)
  if (languages.length === 1) return sql`search_vector @@ (select query from asked)`
  const language = rowLanguage(model, search)
  const branches = languages.map(
    (name) =>
      sql`(search_vector @@ (select query from asked where configuration = ${name}) and ${language} = ${name})`,
  )
  return sql`(${sql.join(branches, sql` or `)})`
}

function languageOf({ model, search }: RowSelection): RawBuilder<string> {
  return rowLanguage(model, search)
}
