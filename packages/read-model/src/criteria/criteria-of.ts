import type {
  ComparableAt,
  Criteria,
  FieldOf,
  ItemAt,
  ListFieldOf,
  OrderedFieldOf,
  ReadModelDefinition,
  RowOf,
  SortKey,
  TextFieldOf,
} from '@uno-ts/types'
import {
  and,
  asc,
  between,
  containedBy,
  contains,
  desc,
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

type Compare<Row> = <Field extends OrderedFieldOf<Row>>(
  field: Field,
  value: ComparableAt<Row, Field>,
) => Criteria
type CompareAny<Row> = <Field extends OrderedFieldOf<Row>>(
  field: Field,
  values: readonly ComparableAt<Row, Field>[],
) => Criteria
type CompareItems<Row> = <Field extends ListFieldOf<Row>>(
  field: Field,
  values: readonly ItemAt<Row, Field>[],
) => Criteria
type Match<Row> = (field: TextFieldOf<Row>, pattern: string) => Criteria
type Ask<Row> = (field: FieldOf<Row>) => Criteria
type Order<Row> = (field: OrderedFieldOf<Row>) => SortKey

/** The functions that build criteria and orders, held to the fields of one row and their kinds. */
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
  readonly between: <Field extends OrderedFieldOf<Row>>(
    field: Field,
    from: ComparableAt<Row, Field>,
    to: ComparableAt<Row, Field>,
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
  readonly asc: Order<Row>
  readonly desc: Order<Row>
}

/**
 * The functions that build criteria and orders, typed against a read model: a field it does not have, a value of another
 * kind, an operator the field does not know, or null (ask `isNull`) does not compile. Places inside documents are typed
 * too: `address.city`.
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
 * const { and, desc, gte, like } = criteriaOf(productSales)
 *
 * export const popularLamps = { where: and(gte('unitsSold', 1000), like('code', 'LAMP%')), sort: [desc('unitsSold')] }
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
    asc,
    desc,
  }
}
