import {
  InvalidArgumentError,
  type EventFilter,
  type EventQuery,
  type EventQueryItem,
  type Tag,
} from '@uno-ts/types'

/** A part of a `where`, and the values of its question marks. */
export interface Condition {
  readonly sql: string
  readonly values: readonly string[]
}

/** All of them. */
export function every(conditions: readonly Condition[]): Condition {
  return joined(conditions, 'and', 'true')
}

/** What a filter lets through: all that it names must hold. */
export function filtered({ types, categories, tags, correlationId }: EventFilter = {}): Condition {
  return every([
    ...(types === undefined ? [] : [oneOf('type', types)]),
    ...(categories === undefined ? [] : [oneOf('category', categories)]),
    ...(tags === undefined ? [] : [tagged(tags)]),
    ...(correlationId === undefined ? [] : [oneOf('correlation', [correlationId])]),
  ])
}

/** What a query asks for: any of its items. @throws InvalidArgumentError when it, or an item, asks for nothing */
export function queried({ items }: EventQuery): Condition {
  if (items.length === 0) throw new InvalidArgumentError('an event query has at least one item')
  return joined(items.map(item), 'or', 'false')
}

function item({ types = [], tags = [] }: EventQueryItem): Condition {
  if (types.length === 0 && tags.length === 0) {
    throw new InvalidArgumentError('an item of an event query has types, tags or both, found neither')
  }
  return every([...(types.length === 0 ? [] : [oneOf('type', types)]), tagged(tags)])
}

function oneOf(column: string, values: readonly string[]): Condition {
  return { sql: `${column} in (select value from json_each(?))`, values: [JSON.stringify(values)] }
}

function tagged(tags: readonly Tag[]): Condition {
  return {
    sql: `not exists (
      select from_query.value from json_each(?) as from_query
       where from_query.value not in (select kept.value from json_each(event.tags) as kept))`,
    values: [JSON.stringify(tags)],
  }
}

function joined(conditions: readonly Condition[], word: string, none: string): Condition {
  return {
    sql: conditions.map(({ sql }) => `(${sql})`).join(` ${word} `) || none,
    values: conditions.flatMap(({ values }) => values),
  }
}
