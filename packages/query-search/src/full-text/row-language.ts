import type { ReadModelDefinition, SearchDefinition } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import { fieldText } from './field-text.ts'

/** The configurations of a search, each once, the one of all other rows last. */
export function searchedLanguages({ language, languages }: SearchDefinition): readonly string[] {
  const named = Object.values(languages?.configurations ?? {})
  return [...new Set(named.filter((name) => name !== language)), language]
}

/** The name of the configuration that a row's words were read with. */
export function rowLanguage(model: ReadModelDefinition, search: SearchDefinition): RawBuilder<string> {
  const { language, languages } = search
  const configurations = Object.entries(languages?.configurations ?? {})
  if (languages === undefined || configurations.length === 0) return sql`cast(${language} as text)`
  const branches = configurations.map(([value, name]) => sql`when ${value} then ${name}`)
  return sql`case ${fieldText(model, languages.field)} ${sql.join(branches, sql` `)} else ${language} end`
}
