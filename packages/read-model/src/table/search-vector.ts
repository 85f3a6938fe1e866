import type { SearchDefinition } from '@uno-ts/types'
import { quoted } from './identifier.ts'
import type { ModelTable } from './model-table.ts'
import { systemColumns } from './system-columns.ts'

/** PostgreSQL refuses a vector of more than 1 MB; within this many characters no text can reach that. */
const searchableCharacters = 200_000

/** What would glue words together: a slash, which makes a file name of them, and signs that a server whose locale is `C` takes for letters. */
const signs = '/“”„‘’‚«»‹›…–—•·¡¿£€¥©®™°'

/**
 * The expression of the generated search column: the fields' words, stemmed and weighted. All fields together are read
 * up to 200,000 characters, evenly shared.
 *
 * Rows of several languages have a branch for each: a generated column allows immutable expressions only, and
 * `to_tsvector` is one as long as its configuration is written out.
 */
export function searchVector(table: ModelTable, search: SearchDefinition): string {
  const vectorIn = (language: string): string =>
    searchTexts(table, search)
      .map(({ text, weight }) => `setweight(to_tsvector('${language}', ${text}), '${weight}')`)
      .join(' || ')
  if (search.languages === undefined) return vectorIn(search.language)
  const { field, configurations } = search.languages
  const branches = Object.entries(configurations).map(
    ([value, language]) => `when ${literal(value)} then ${vectorIn(language)}`,
  )
  return `case ${textOf(table, field)} ${branches.join(' ')} else ${vectorIn(search.language)} end`
}

/** The fields as they are searched: cut, and without the signs that are no letters. */
function searchTexts(
  table: ModelTable,
  { fields }: SearchDefinition,
): readonly { readonly text: string; readonly weight: string }[] {
  const length = Math.floor(searchableCharacters / fields.length)
  return fields.map(({ field, weight = 'D' }) => {
    const read = `left(coalesce(${textOf(table, field)}, ''), ${length})`
    return { text: `translate(${read}, '${signs}', '${' '.repeat(signs.length)}')`, weight }
  })
}

/** Generated columns allow immutable expressions only; `#>>` is one, and gives JSON that is no text as its text. */
export function textOf(table: ModelTable, field: string): string {
  const column = table.column(field)
  if (column === undefined) return `${systemColumns.document} #>> array[${literal(field)}]`
  return column.type === 'json' ? `${quoted(field)} #>> '{}'` : quoted(field)
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
