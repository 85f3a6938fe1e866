import {
  ConfigurationError,
  type ColumnDefinition,
  type Criteria,
  type CriteriaValue,
  type ReadModelDefinition,
} from '@uno-ts/types'
import type { JsonSchema } from '../json-schema/json-schema-of.ts'
import { columnSchema, columnValue, expectedOf, type ComparedType } from './column-value.ts'
import type { Issue } from './plain-schema.ts'

/** One parameter of a query string that narrows a list. */
export interface Filter {
  readonly schema: JsonSchema
  /** What its values ask for, or what is wrong with them. */
  read(given: string | readonly string[]): Criteria | Issue
}

/** The parameters by which a list can be narrowed, by name. */
export type Filters = ReadonlyMap<string, Filter>

/** More than that in one parameter is refused. */
const mostValues = 100

/**
 * The parameters of some fields of a read model: `country=FR&country=DE` for one of several values; `units[gte]=5`,
 * `[gt]`, `[lte]`, `[lt]` where values have an order; `name[prefix]=Blue` for text; `shippedAt[missing]=true` for what may
 * be null.
 *
 * @throws ConfigurationError when a field has no column, or one whose values cannot be compared
 */
export function filtersOf(model: ReadModelDefinition, fields: readonly string[]): Filters {
  return new Map(fields.flatMap((field) => filtersOfColumn(field, comparedColumn(model, field))))
}

type Column = ColumnDefinition & { readonly type: ComparedType }

function comparedColumn({ name, key, columns }: ReadModelDefinition, field: string): Column {
  const column = columns[field] ?? (field === key ? { type: 'text' as const } : undefined)
  if (column !== undefined && column.type !== 'json' && column.type !== 'text[]') {
    return { ...column, type: column.type }
  }
  const found = column === undefined ? 'none of that name' : column.type
  throw new ConfigurationError(
    `${name}: expected a column of single values to filter "${field}" by, found ${found}`,
  )
}

function filtersOfColumn(field: string, { type, nullable }: Column): [string, Filter][] {
  const filters: [string, Filter][] = [[field, oneOf(field, type)]]
  const add = (operator: string, filter: Omit<Filter, 'name'>) =>
    filters.push([`${field}[${operator}]`, filter])
  if (type !== 'boolean') {
    for (const op of ['gt', 'gte', 'lt', 'lte'] as const) add(op, compared(field, type, op))
  }
  if (type === 'text') add('prefix', prefixed(field))
  if (nullable === true) add('missing', missing(field))
  return filters
}

function oneOf(field: string, type: ComparedType): Filter {
  return {
    schema: {
      type: 'array',
      items: columnSchema(type),
      maxItems: mostValues,
      description: `One of these values.`,
    },
    read(given) {
      const texts = [given].flat()
      if (texts.length > mostValues)
        return { path: [field], message: `expected at most ${mostValues} values` }
      const values: CriteriaValue[] = []
      for (const text of texts) {
        const value = columnValue(type, text)
        if (value === undefined) return { path: [field], message: expectedOf[type] }
        values.push(value)
      }
      const [only, ...more] = values
      return only !== undefined && more.length === 0
        ? { op: 'eq', field, value: only }
        : { op: 'in', field, values }
    },
  }
}

const words = { gt: 'More than', gte: 'At least', lt: 'Less than', lte: 'At most' } as const

function compared(field: string, type: ComparedType, op: keyof typeof words): Filter {
  return {
    schema: { ...columnSchema(type), description: `${words[op]} this.` },
    read(given) {
      const value = columnValue(type, String(given))
      return value === undefined
        ? { path: [`${field}[${op}]`], message: expectedOf[type] }
        : { op, field, value }
    },
  }
}

function prefixed(field: string): Filter {
  return {
    schema: { ...columnSchema('text'), minLength: 1, description: 'Begins with this, whatever its case.' },
    read(given) {
      const text = String(given)
      if (text.length === 0 || text.length > 1_000) {
        return { path: [`${field}[prefix]`], message: 'expected 1 to 1,000 characters' }
      }
      return { op: 'ilike', field, pattern: `${text.replace(/[\\%_]/g, '\\$&')}%` }
    },
  }
}

function missing(field: string): Filter {
  return {
    schema: { type: 'boolean', description: 'Has no value, or has one.' },
    read(given) {
      const value = columnValue('boolean', String(given))
      if (value === undefined) return { path: [`${field}[missing]`], message: expectedOf.boolean }
      const isNull: Criteria = { op: 'isNull', field }
      return value === true ? isNull : { op: 'not', operand: isNull }
    },
  }
}
