import { sql, type RawBuilder } from 'kysely'
import { SqlPart } from './sql-part.ts'

/** A part for use in a query of Kysely: its parameters are bound there. */
export function kyselyExpression<Value>({ strings, inner }: SqlPart): RawBuilder<Value> {
  const fragments = Object.assign([...strings], { raw: strings }) // what the compiler makes of a template
  return sql<Value>(fragments, ...inner.map((one) => (one instanceof SqlPart ? kyselyExpression(one) : one)))
}
