import { sql, type Expression, type RawBuilder } from 'kysely'

/** The text, number or boolean at a place of a document; anything else is missing. */
export function jsonScalar(json: Expression<unknown>): RawBuilder<unknown> {
  return sql`case when jsonb_typeof(${json}) in ('string', 'number', 'boolean') then ${json} end`
}

/** The number at a place of a document; anything else is missing. */
export function jsonNumber(json: Expression<unknown>): RawBuilder<unknown> {
  return sql`case jsonb_typeof(${json}) when 'number' then cast(${json} as numeric) end`
}

/** Numbers before texts before booleans, as terms of an order. */
export function jsonOrder(json: Expression<unknown>): readonly RawBuilder<unknown>[] {
  return [
    jsonNumber(json),
    sql`(case jsonb_typeof(${json}) when 'string' then ${json} #>> '{}' end collate "C")`,
    sql`case jsonb_typeof(${json}) when 'boolean' then cast(${json} as boolean) end`,
  ]
}
