import { InvalidArgumentError, type FieldPath, type ReadModelDefinition } from '@uno-ts/types'
import { sql, type RawBuilder, type SqlBool } from 'kysely'

/** A field whose values are counted, or chosen from. */
export interface Facet {
  /** The name its value has among the hits. */
  readonly column: RawBuilder<unknown>
  /** The value of a row; of a list, an array of its items. */
  readonly values: RawBuilder<unknown>
  /** Whether each item of a list is counted. */
  readonly isList: boolean
  /** A value as the text that is told. */
  text(value: RawBuilder<unknown>): RawBuilder<string>
  /** Whether a row has one of the values that were chosen, and the name that has among the hits. */
  readonly chosen:
    | { readonly column: RawBuilder<SqlBool>; readonly isChosen: RawBuilder<SqlBool> }
    | undefined
}

/**
 * Makes a facet of a field.
 *
 * @throws InvalidArgumentError naming a field the model does not have
 */
export function facetOf(
  model: ReadModelDefinition,
  path: FieldPath,
  { column, chosen }: { readonly column: string; readonly chosen: readonly string[] | undefined },
): Facet {
  const { values, isList, text } = valuesOf(model, path)
  const texts = sql`cast(${chosen?.map((value) => value.toWellFormed().replaceAll('\0', '')) ?? []} as text[])`
  const isChosen = isList
    ? sql<SqlBool>`${values} && ${texts}`
    : sql<SqlBool>`${text(values)} = any(${texts})`
  return {
    column: sql.id(column),
    values,
    isList,
    text,
    chosen: chosen === undefined ? undefined : { column: sql.id(`${column}?`), isChosen },
  }
}

type FieldValues = Pick<Facet, 'values' | 'isList' | 'text'>

function valuesOf(model: ReadModelDefinition, path: FieldPath): FieldValues {
  const [first = '', ...inside] = path.split('.')
  const type = first === model.key ? 'text' : model.columns[first]?.type
  if (inside.includes('') || first === '' || path.includes('\0') || !path.isWellFormed())
    throw unknownField(model, path)
  if (type === undefined) return inJson(sql`(document #> cast(${[first, ...inside]} as text[]))`)
  if (type === 'json') return inJson(sql`(${sql.ref(first)} #> cast(${inside} as text[]))`)
  if (inside.length > 0) throw unknownField(model, path)
  const values = sql.ref(first)
  switch (type) {
    case 'text[]':
      return { values: sql`${values}`, isList: true, text: byCodePoint }
    case 'timestamp':
      return {
        values: sql`${values}`,
        isList: false,
        text: (value) => byCodePoint(sql`(to_json(${value}) #>> '{}')`),
      }
    case 'text':
    case 'integer':
    case 'bigint':
    case 'number':
    case 'boolean':
      return {
        values: sql`${values}`,
        isList: false,
        text: (value) => byCodePoint(sql`cast(${value} as text)`),
      }
  }
}

function byCodePoint(value: RawBuilder<unknown>): RawBuilder<string> {
  return sql`${value} collate "C"`
}

function inJson(json: RawBuilder<unknown>): FieldValues {
  const list = sql`case jsonb_typeof(${json}) when 'array' then ${json} else jsonb_build_array(${json}) end`
  return { values: sql`array(select jsonb_array_elements_text(${list}))`, isList: true, text: byCodePoint }
}

function unknownField(model: ReadModelDefinition, path: FieldPath): InvalidArgumentError {
  return new InvalidArgumentError(`${model.name} has no field "${path.slice(0, 60)}"`)
}
