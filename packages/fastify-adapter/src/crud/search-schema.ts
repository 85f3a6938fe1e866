import type { Schema, SearchRequest } from '@uno-ts/types'
import { columnValue } from './column-value.ts'
import type { Filters } from './filters.ts'
import { isIssue, limitOf, whereOf } from './list-schema.ts'
import { plainSchema, type Issue } from './plain-schema.ts'

/** The query string of a search as what it asks for. */
export function searchSchema(filters: Filters, maxLimit: number): Schema<unknown, SearchRequest> {
  const properties = {
    q: { type: 'string', minLength: 1, maxLength: 500, description: 'What a person typed.' },
    limit: { type: 'integer', minimum: 1, maximum: maxLimit, description: 'How many hits. Default 20.' },
    offset: {
      type: 'integer',
      minimum: 0,
      maximum: 10_000,
      description: 'How many hits are left out first.',
    },
    ...Object.fromEntries([...filters].map(([name, filter]) => [name, filter.schema])),
  }
  const schema = { type: 'object', properties, required: ['q'], additionalProperties: false }
  return plainSchema(schema, ({ q, limit, offset, ...rest }) => {
    const issues: Issue[] = []
    const where = whereOf(rest, filters)
    const most = limit === undefined ? undefined : limitOf(String(limit), maxLimit)
    const skipped = offset === undefined ? undefined : columnValue('integer', String(offset))
    if (typeof q !== 'string' || q.length === 0 || q.length > 500) {
      issues.push({ path: ['q'], message: 'expected 1 to 500 characters' })
    }
    if (offset !== undefined && !(typeof skipped === 'number' && skipped >= 0 && skipped <= 10_000)) {
      issues.push({ path: ['offset'], message: 'expected a whole number from 0 to 10000' })
    }
    if (isIssue(where)) issues.push(where)
    if (isIssue(most)) issues.push(most)
    if (issues.length > 0 || isIssue(where) || isIssue(most)) return { issues }
    return { value: { text: String(q), where, limit: most, offset: skipped as number | undefined } } // looked at above
  })
}
