import type { EventFilter } from '@uno-ts/types'

/** A piece of SQL with its values, numbered from where the caller says. */
export interface SqlCondition {
  readonly text: string
  readonly values: readonly unknown[]
}

/** What each part of a filter asks of an event, alias `e`, given the name of the part's value. */
export const filterConditions: Readonly<Record<keyof EventFilter, (value: string) => string>> = {
  types: (value) => `e.type = any(${value})`,
  categories: (value) => `split_part(e.stream_id, '-', 1) = any(${value})`,
  tags: (value) => `e.tags @> ${value}`,
  correlationId: (value) => `e.metadata->>'correlationId' = ${value}`,
}

/** `and …` for a filter, over the alias `e`. Its text depends only on which conditions are given, not on their values. */
export function filterCondition(filter: EventFilter | undefined, firstNumber: number): SqlCondition {
  const parts: string[] = []
  const values: unknown[] = []
  const add = (part: keyof EventFilter, type: string): void => {
    const value = filter?.[part]
    if (value === undefined) return
    parts.push(`and ${filterConditions[part](`$${firstNumber + values.length}::${type}`)}`)
    values.push(value)
  }
  add('types', 'text[]')
  add('categories', 'text[]')
  add('tags', 'text[]')
  add('correlationId', 'text')
  return { text: parts.join(' '), values }
}
