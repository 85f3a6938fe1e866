import { InvalidArgumentError } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import { agtypeText, type CypherParameters } from './agtype-text.ts'

/** A statement in Cypher. */
export interface CypherStatement {
  /** What the application has written: no input is ever put into it. Values are named: `WHERE p.key = $key`. */
  readonly text: string
  /** The values by their names. Default: none. */
  readonly parameters?: CypherParameters | undefined
  /** Names what it returns, in order: letters, digits and `_`. */
  readonly columns: readonly string[]
}

/**
 * The statement as SQL. Text and values stay apart: the text is a constant between dollar quotes that do not occur in it,
 * the values are one parameter of the prepared statement.
 *
 * @throws InvalidArgumentError when a name is none
 */
export function selectCypher(
  graph: string,
  { text, parameters, columns }: CypherStatement,
  limit: number,
): RawBuilder<Readonly<Record<string, string | null>>> {
  if (columns.length === 0)
    throw new InvalidArgumentError('a statement in Cypher returns at least one column')
  for (const name of [...columns, ...Object.keys(parameters ?? {})]) {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(name)) {
      throw new InvalidArgumentError(
        `columns and parameters are named in letters, digits and "_": one is not`,
      )
    }
  }
  if (text.includes('\0')) throw new InvalidArgumentError('a statement in Cypher has no NUL')
  const quote = dollarQuote(text)
  const values = parameters === undefined ? sql`` : sql`, ${agtypeText(parameters)}` // AGE takes nothing but a parameter here
  const shape = sql.join(columns.map((name) => sql`${sql.id(name)} ag_catalog.agtype`))
  return sql`select ${sql.join(columns.map((name) => sql.id(name)))}
from ag_catalog.cypher(${sql.lit(graph)}, ${sql.raw(`${quote}${text}${quote}`)}${values}) as (${shape}) limit ${sql.lit(limit)}`
}

/** Dollar quotes that do not occur in a text, nor come to be at its end. */
function dollarQuote(text: string): string {
  for (let number = 0; ; number++) {
    const tag = `$cypher${number}`
    if (!text.includes(tag)) return `${tag}$`
  }
}
