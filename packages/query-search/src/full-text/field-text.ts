import { InvalidArgumentError, type FieldPath, type ReadModelDefinition } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'

/**
 * A field as text: a column of text, or a place inside JSON.
 *
 * @throws InvalidArgumentError naming a field the model does not have, or one that holds no text
 */
export function fieldText(model: ReadModelDefinition, path: FieldPath): RawBuilder<string | null> {
  const [first = '', ...inside] = path.split('.')
  if (first === '' || inside.includes('') || path.includes('\0') || !path.isWellFormed()) {
    throw new InvalidArgumentError(`${model.name} has no field "${path.slice(0, 60)}"`)
  }
  const type = first === model.key ? 'text' : model.columns[first]?.type
  if (type === undefined) return sql`(document #>> cast(${[first, ...inside]} as text[]))`
  if (type === 'json') return sql`(${sql.ref(first)} #>> cast(${inside} as text[]))`
  if (type === 'text' && inside.length === 0) return sql`${sql.ref(first)}`
  throw new InvalidArgumentError(`${model.name} has no text in "${path.slice(0, 60)}"`)
}
