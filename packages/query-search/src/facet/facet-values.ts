import { InvalidArgumentError, type FieldPath, type ReadModelDefinition } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'

/**
 * The values of a field as rows of texts, one row each: a list counts each of its items.
 *
 * @throws InvalidArgumentError naming a field the model does not have
 */
export function facetValues(model: ReadModelDefinition, path: FieldPath): RawBuilder<unknown> {
  const [first = '', ...inside] = path.split('.')
  const type = first === model.key ? 'text' : model.columns[first]?.type
  if (inside.includes('') || first === '' || path.includes('\0') || !path.isWellFormed())
    throw unknownField(model, path)
  if (type === undefined) return jsonValues(sql`(document #> cast(${[first, ...inside]} as text[]))`)
  if (type === 'json') return jsonValues(sql`(${sql.ref(first)} #> cast(${inside} as text[]))`)
  if (inside.length > 0) throw unknownField(model, path)
  switch (type) {
    case 'text[]':
      return sql`select unnest(${sql.ref(first)})`
    case 'timestamp':
      return sql`select to_json(${sql.ref(first)}) #>> '{}'`
    case 'text':
    case 'integer':
    case 'bigint':
    case 'number':
    case 'boolean':
      return sql`select cast(${sql.ref(first)} as text)`
  }
}

function jsonValues(json: RawBuilder<unknown>): RawBuilder<unknown> {
  const list = sql`case jsonb_typeof(${json}) when 'array' then ${json} else jsonb_build_array(${json}) end`
  return sql`select jsonb_array_elements_text(${list})`
}

function unknownField(model: ReadModelDefinition, path: FieldPath): InvalidArgumentError {
  return new InvalidArgumentError(`${model.name} has no field "${path.slice(0, 60)}"`)
}
