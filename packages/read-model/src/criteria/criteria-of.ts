import type { Criteria, CriteriaValue, ReadModelDefinition, RowOf } from '@uno-ts/types'
import {
  and,
  between,
  containedBy,
  contains,
  eq,
  exists,
  gt,
  gte,
  ilike,
  isNull,
  like,
  lt,
  lte,
  ne,
  noneOf,
  not,
  oneOf,
  or,
  overlaps,
} from './build-criteria.ts'

/** A field of the row, or a place inside one: `address.city`. */
export type FieldOf<Row> = (keyof Row & string) | `${keyof Row & string}.${string}`

/** What a field is compared with: its own kind; anything for a place inside JSON. */
export type ValueOf<Row, Field> = Field extends keyof Row ? Extract<Row[Field], CriteriaValue> : CriteriaValue

/** What a list's items are compared with. */
export type ItemOf<Row, Field> = Field extends keyof Row
  ? Extract<NonNullable<Row[Field]> extends readonly (infer Item)[] ? Item : CriteriaValue, CriteriaValue>
  : CriteriaValue

type Compare<Row> = <Field extends FieldOf<Row>>(field: Field, value: ValueOf<Row, Field>) => Criteria
type CompareAny<Row> = <Field extends FieldOf<Row>>(
  field: Field,
  values: readonly ValueOf<Row, Field>[],
) => Criteria
type CompareItems<Row> = <Field extends FieldOf<Row>>(
  field: Field,
  values: readonly ItemOf<Row, Field>[],
) => Criteria
type Match<Row> = (field: FieldOf<Row>, pattern: string) => Criteria
type Ask<Row> = (field: FieldOf<Row>) => Criteria

/** The functions that build criteria, held to the fields of one row and their kinds. */
export interface CriteriaOf<Row> {
  readonly and: typeof and
  readonly or: typeof or
  readonly not: typeof not
  readonly eq: Compare<Row>
  readonly ne: Compare<Row>
  readonly lt: Compare<Row>
  readonly lte: Compare<Row>
  readonly gt: Compare<Row>
  readonly gte: Compare<Row>
  readonly between: <Field extends FieldOf<Row>>(
    field: Field,
    from: ValueOf<Row, Field>,
    to: ValueOf<Row, Field>,
  ) => Criteria
  readonly oneOf: CompareAny<Row>
  readonly noneOf: CompareAny<Row>
  readonly like: Match<Row>
  readonly ilike: Match<Row>
  readonly contains: CompareItems<Row>
  readonly containedBy: CompareItems<Row>
  readonly overlaps: CompareItems<Row>
  readonly exists: Ask<Row>
  readonly isNull: Ask<Row>
}

/**
 * The functions that build criteria, typed against a read model: a field it does not have, or a value of another kind,
 * does not compile.
 *
 * @example
 * ```ts
 * import { criteriaOf, defineReadModel } from '@uno-ts/read-model'
 * import { z } from 'zod'
 *
 * const productSales = defineReadModel({
 *   name: 'product_sales',
 *   schema: z.object({ code: z.string(), unitsSold: z.int() }),
 *   key: 'code',
 *   columns: { unitsSold: { type: 'integer' } },
 * })
 * const { and, gte, like } = criteriaOf(productSales)
 *
 * export const popularLamps = and(gte('unitsSold', 1000), like('code', 'LAMP%'))
 * ```
 */
export function criteriaOf<Definition extends ReadModelDefinition>(
  _model: Definition,
): CriteriaOf<RowOf<Definition>> {
  return {
    and,
    or,
    not,
    eq,
    ne,
    lt,
    lte,
    gt,
    gte,
    between,
    oneOf,
    noneOf,
    like,
    ilike,
    contains,
    containedBy,
    overlaps,
    exists,
    isNull,
  }
}
