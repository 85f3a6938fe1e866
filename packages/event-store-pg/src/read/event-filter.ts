import type { EventFilter, EventQuery } from '@uno-ts/types'
import { checkedItems } from '../append/append-plan.ts'

/** A piece of SQL with its values, numbered from where the caller says. */
export interface SqlCondition {
  readonly text: string
  readonly values: readonly unknown[]
}

/** `and …` for a filter, over the alias `e`. Its text depends only on which conditions are given, not on their values. */
export function filterCondition(filter: EventFilter | undefined, firstNumber: number): SqlCondition {
  const parts: string[] = []
  const values: unknown[] = []
  const add = (value: unknown, text: (number: string) => string): void => {
    parts.push(`and ${text(`$${firstNumber + values.length}`)}`)
    values.push(value)
  }
  if (filter?.types !== undefined) add(filter.types, (nr) => `e.type = any(${nr}::text[])`)
  if (filter?.categories !== undefined) {
    add(filter.categories, (nr) => `split_part(e.stream_id, '-', 1) = any(${nr}::text[])`)
  }
  if (filter?.tags !== undefined) add(filter.tags, (nr) => `e.tags @> ${nr}::text[]`)
  if (filter?.correlationId !== undefined)
    add(filter.correlationId, (nr) => `e.metadata->>'correlationId' = ${nr}`)
  return { text: parts.join(' '), values }
}

/**
 * The positions of events that match a query, as a union of one select an item: by tag where there is one, else by type.
 */
export function queryPositions(
  query: EventQuery,
  options: { readonly schema: string; readonly tenant: string; readonly head: string },
): SqlCondition {
  const values: unknown[] = [options.tenant, options.head]
  const bind = (value: unknown): string => `$${values.push(value)}`
  const items = checkedItems(query.items).map(({ types, tags }) => {
    const byType = types === undefined ? '' : ` and e.type = any(${bind(types)}::text[])`
    if (tags === undefined) {
      return `select e.global_position from ${options.schema}.stream_events e
        where e.tenant_id = $1 and e.global_position <= $2${byType}`
    }
    return `select e.global_position from ${options.schema}.event_tags t
        join ${options.schema}.stream_events e on e.tenant_id = t.tenant_id and e.global_position = t.global_position
        where t.tenant_id = $1 and t.global_position <= $2 and t.tag = ${bind(tags[0])}
          and e.tags @> ${bind(tags)}::text[]${byType}`
  })
  return { text: items.join(' union '), values }
}
