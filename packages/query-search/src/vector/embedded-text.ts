import { ConfigurationError, type FieldPath, type ReadModelDefinition } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'

/**
 * The text of a row that is embedded: its fields, a line each, without those that are null.
 *
 * @throws ConfigurationError naming a field the model does not have
 */
export function embeddedText(model: ReadModelDefinition, fields: readonly FieldPath[]): RawBuilder<string> {
  return sql`concat_ws(${sql.lit('\n')}, ${sql.join(fields.map((path) => fieldText(model, path)))})`
}

function fieldText(model: ReadModelDefinition, path: FieldPath): RawBuilder<unknown> {
  const [first = '', ...inside] = path.split('.')
  const type = first === model.key ? 'text' : model.columns[first]?.type
  const isPath = path.isWellFormed() && !path.includes('\0') && first !== '' && !inside.includes('')
  if (!isPath || (inside.length > 0 && type !== undefined && type !== 'json')) throw unknownField(model, path)
  switch (type) {
    case undefined:
      return sql`(document #>> cast(${[first, ...inside]} as text[]))`
    case 'json':
      return sql`(${sql.ref(first)} #>> cast(${inside} as text[]))`
    case 'text[]':
      return sql`array_to_string(${sql.ref(first)}, ' ')`
    case 'text':
    case 'integer':
    case 'bigint':
    case 'number':
    case 'boolean':
    case 'timestamp':
      return sql`cast(${sql.ref(first)} as text)`
  }
}

function unknownField(model: ReadModelDefinition, path: FieldPath): ConfigurationError {
  return new ConfigurationError(`${model.name} has no field "${path.slice(0, 60)}" that could be embedded`, {
    path: `${model.name}.fields`,
  })
}
