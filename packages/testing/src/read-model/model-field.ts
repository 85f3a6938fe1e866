import {
  InvalidArgumentError,
  type ColumnType,
  type FieldPath,
  type ReadModelDefinition,
} from '@uno-ts/types'
import { isKeepableText } from './keepable.ts'
import { schemaFields } from './schema-fields.ts'

/** A row of any read model. */
export type AnyRow = Readonly<Record<string, unknown>>

/** What a field path leads to. A place in JSON has no type of its own: each row's value brings one. */
export interface ModelField {
  readonly name: string
  readonly type: ColumnType
  /** The field's value in a row; `null` when it is missing. */
  read(row: AnyRow): unknown
}

/**
 * Finds a field: a column, a column of JSON and the keys inside it, or a field without a column.
 *
 * @throws InvalidArgumentError naming a field the model does not have
 */
export function modelField(model: ReadModelDefinition, path: FieldPath): ModelField {
  const [first = '', ...inside] = path.split('.')
  const type = first === model.key ? 'text' : (model.columns[first]?.type ?? documentType(model, first))
  const known =
    type !== undefined &&
    (type === 'json' || inside.length === 0) &&
    inside.every((key) => key !== '' && isKeepableText(key))
  if (!known) {
    throw new InvalidArgumentError(`${model.name} has no field ${JSON.stringify(path.slice(0, 60))}`)
  }
  return { name: `${model.name}.${path}`, type, read: (row) => valueAt(row, [first, ...inside]) }
}

/** Fields without a column are kept as JSON, unless the schema lists all fields and this is none of them. */
function documentType(model: ReadModelDefinition, field: string): 'json' | undefined {
  const fields = schemaFields(model.schema)
  return field !== '' && (fields === undefined || fields.has(field)) ? 'json' : undefined
}

function valueAt(row: AnyRow, keys: readonly string[]): unknown {
  let value: unknown = row
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null
    value = (value as AnyRow)[key] // an object that has the key
  }
  return value ?? null
}
