import type { ReadModelDefinition, SearchDefinition } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import { fieldText } from './field-text.ts'

/** The plain text of a row that search reads: the column kept for it, or else the fields put together. */
export function searchedText(model: ReadModelDefinition, search: SearchDefinition): RawBuilder<string> {
  if (search.fuzzy === true) return sql`search_text`
  return sql`concat_ws(' ', ${sql.join(search.fields.map(({ field }) => fieldText(model, field)))})`
}
