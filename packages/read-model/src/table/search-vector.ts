import type { ReadModelDefinition } from '@uno-ts/types'
import { quoted } from './identifier.ts'
import type { ModelTable } from './model-table.ts'
import { systemColumns } from './system-columns.ts'

/** PostgreSQL refuses a vector of more than 1 MB; within this many characters no text can reach that. */
const searchableCharacters = 200_000

/** Signs that a server whose locale is `C` would take for letters of the word beside them. */
const signs = '“”„‘’‚«»‹›…–—•·¡¿£€¥©®™°'

/**
 * The expression of the generated search column: the fields' words, stemmed and weighted. All fields together are read
 * up to 200,000 characters, evenly shared.
 */
export function searchVector(table: ModelTable, search: NonNullable<ReadModelDefinition['search']>): string {
  const length = Math.floor(searchableCharacters / search.fields.length)
  return search.fields
    .map(({ field, weight = 'D' }) => {
      const read = `left(coalesce(${textOf(table, field)}, ''), ${length})`
      const words = `translate(${read}, '${signs}', '${' '.repeat(signs.length)}')`
      return `setweight(to_tsvector('${search.language}', ${words}), '${weight}')`
    })
    .join(' || ')
}

/** Generated columns allow immutable expressions only; `#>>` is one, and gives JSON that is no text as its text. */
function textOf(table: ModelTable, field: string): string {
  const column = table.column(field)
  if (column === undefined) return `${systemColumns.document} #>> array[${literal(field)}]`
  return column.type === 'json' ? `${quoted(field)} #>> '{}'` : quoted(field)
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
