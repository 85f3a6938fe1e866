import type { Criteria, Cursor, PageRequest, Schema, Sort, SortKey } from '@uno-ts/types'
import type { JsonSchema } from '../json-schema/json-schema-of.ts'
import { columnValue } from './column-value.ts'
import type { Filters } from './filters.ts'
import { plainSchema, type Issue, type TextFields } from './plain-schema.ts'

/** What lists of one read model may be asked for. */
export interface ListParameters {
  readonly filters: Filters
  readonly sorts: readonly string[]
  readonly maxLimit: number
}

/** The query string of a list as the page it asks for. */
export function listSchema({ filters, sorts, maxLimit }: ListParameters): Schema<unknown, PageRequest> {
  const cursor = { type: 'string', minLength: 1, maxLength: 2_000 }
  const keys = sorts.flatMap((field) => [field, `-${field}`])
  const properties: Record<string, JsonSchema> = {
    limit: {
      type: 'integer',
      minimum: 1,
      maximum: maxLimit,
      description: 'How many rows a page has. Default 50.',
    },
    after: { ...cursor, description: '`next` of a page: the rows after it.' },
    before: { ...cursor, description: '`previous` of a page: the rows before it.' },
    total: { type: 'boolean', description: 'Whether all matching rows are counted too. Default false.' },
    ...(keys.length === 0
      ? undefined
      : {
          sort: {
            type: 'string',
            pattern: `^(${keys.join('|')})(,(${keys.join('|')}))*$`,
            description: `Fields with commas between, \`-\` for falling: ${sorts.join(', ')}.`,
          },
        }),
    ...Object.fromEntries([...filters].map(([name, filter]) => [name, filter.schema])),
  }
  return plainSchema({ type: 'object', properties, additionalProperties: false }, (fields) => {
    const issues: Issue[] = []
    const note = <Value>(value: Value | Issue): Value | undefined => {
      if (!isIssue(value)) return value
      issues.push(value)
      return undefined
    }
    const { limit, after, before, total, sort, ...rest } = fields
    const request: PageRequest = {
      where: note(whereOf(rest, filters)),
      sort: sort === undefined ? undefined : note(sortOf(String(sort), keys)),
      limit: limit === undefined ? undefined : note(limitOf(String(limit), maxLimit)),
      after: after === undefined ? undefined : note(cursorOf('after', after)),
      before: before === undefined ? undefined : note(cursorOf('before', before)),
      total: total === undefined ? undefined : note(flagOf('total', total)),
    }
    if (after !== undefined && before !== undefined) {
      issues.push({ path: ['before'], message: 'expected "after" or "before", not both' })
    }
    return issues.length > 0 ? { issues } : { value: request }
  })
}

/** What the given filters ask for together. */
export function whereOf(given: TextFields, filters: Filters): Criteria | Issue | undefined {
  const operands: Criteria[] = []
  for (const [name, values] of Object.entries(given)) {
    const filter = filters.get(name)
    if (filter === undefined) return { path: [name], message: 'expected no such parameter' }
    const criterion = filter.read(values)
    if (isIssue(criterion)) return criterion
    operands.push(criterion)
  }
  return operands.length > 1 ? { op: 'and', operands } : operands[0]
}

/** A whole number from 1 to `most`. */
export function limitOf(text: string, most: number): number | Issue {
  const value = columnValue('integer', text)
  if (typeof value === 'number' && value >= 1 && value <= most) return value
  return { path: ['limit'], message: `expected a whole number from 1 to ${most}` }
}

export function isIssue(value: unknown): value is Issue {
  return typeof value === 'object' && value !== null && 'message' in value
}

function sortOf(text: string, keys: readonly string[]): Sort | Issue {
  const named = text.split(',')
  const unknown = named.find((key) => !keys.includes(key))
  if (unknown !== undefined) return { path: ['sort'], message: `expected some of ${keys.join(', ')}` }
  const sort = named.map((key): SortKey => {
    return key.startsWith('-') ? { field: key.slice(1), direction: 'desc' } : { field: key, direction: 'asc' }
  })
  const fields = new Set(sort.map(({ field }) => field))
  return fields.size === sort.length ? sort : { path: ['sort'], message: 'expected each field once' }
}

function cursorOf(field: string, given: string | readonly string[]): Cursor | Issue {
  const text = String(given)
  if (text.length >= 1 && text.length <= 2_000) return text as Cursor // whoever reads the page looks into it
  return { path: [field], message: 'expected the cursor of a page' }
}

function flagOf(field: string, given: string | readonly string[]): boolean | Issue {
  const value = columnValue('boolean', String(given))
  return typeof value === 'boolean' ? value : { path: [field], message: 'expected true or false' }
}
