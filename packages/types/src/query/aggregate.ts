import type { ReadModelOptions } from '../read-model/read-model-repository.ts'
import type { Criteria, FieldPath, Sort } from './criteria.ts'
import type {
  ComparableAt,
  FieldOf,
  NumberFieldOf,
  OrderedFieldOf,
  TimeFieldOf,
  ValueAt,
} from './row-field.ts'

/** One figure over the rows of a group. Rows where the field is missing do not take part. */
export type Aggregation =
  | {
      /** The rows; with a field, those where it is there. */
      readonly op: 'count'
      readonly field?: FieldPath | undefined
    }
  | {
      /**
       * `sum` and `avg` read numbers, the others whatever has an order; inside documents all but `countDistinct` read
       * numbers. Of no values the sum is zero, the others are `null`.
       */
      readonly op: 'countDistinct' | 'sum' | 'avg' | 'min' | 'max'
      readonly field: FieldPath
    }
  | {
      /** The least value that at least this fraction of the values do not exceed: one of them, so it is exact. */
      readonly op: 'percentile'
      readonly field: FieldPath
      /** 0 to 1; the median is 0.5. */
      readonly fraction: number
    }

/** How long a bucket of time is. Weeks begin on Mondays. */
export type BucketSize = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year'

/** Rows are grouped by the beginning of the bucket their time lies in. */
export interface TimeBucket {
  /** A field of type `timestamp`. */
  readonly field: FieldPath
  readonly bucket: BucketSize
  /** The zone whose days and hours are meant: `Europe/Paris`. Default `UTC`. */
  readonly zone?: string | undefined
}

/** Figures over rows, by groups. */
export interface AggregateRequest {
  readonly where?: Criteria | undefined
  /** What the groups are told apart by, under the names of the answer. Default: one group of all rows. */
  readonly groupBy?: Readonly<Record<string, FieldPath | TimeBucket>> | undefined
  /** The figures, under the names of the answer. */
  readonly measures: Readonly<Record<string, Aggregation>>
  /** Which groups are kept: criteria whose fields are names of the answer. */
  readonly having?: Criteria | undefined
  /** By names of the answer; ties are broken by the group. Default: by group. */
  readonly sort?: Sort | undefined
  /** How many groups at most, 1 to 10,000. Default 1,000. */
  readonly limit?: number | undefined
}

/** An {@link AggregateRequest} held to the fields of one row and their kinds. */
export interface AggregateRequestOf<Row> extends AggregateRequest {
  readonly groupBy?: Readonly<Record<string, OrderedFieldOf<Row> | TimeBucketOf<Row>>> | undefined
  readonly measures: Readonly<Record<string, AggregationOf<Row>>>
}

/** A {@link TimeBucket} of one row. */
export interface TimeBucketOf<Row> extends TimeBucket {
  readonly field: TimeFieldOf<Row>
}

/** An {@link Aggregation} over the fields of one row. */
export type AggregationOf<Row> =
  | { readonly op: 'count'; readonly field?: FieldOf<Row> | undefined }
  | { readonly op: 'sum' | 'avg'; readonly field: NumberFieldOf<Row> }
  | { readonly op: 'countDistinct' | 'min' | 'max'; readonly field: OrderedFieldOf<Row> }
  | { readonly op: 'percentile'; readonly field: OrderedFieldOf<Row>; readonly fraction: number }

/** What an {@link AggregateRequestOf} is answered with: one row a group. */
export type AggregateRowOf<Row, Request extends AggregateRequest> = Spread<
  Groups<Row, NonNullable<Request['groupBy']>> & Measures<Row, Request['measures']>
>

type Spread<Value> = { readonly [Key in keyof Value]: Value[Key] }

type Groups<Row, By> = {
  readonly [Name in keyof By]: By[Name] extends FieldPath
    ? ValueAt<Row, By[Name]>
    : Date | TimeMissing<Row, By[Name]>
}

type TimeMissing<Row, Bucket> = Bucket extends TimeBucket
  ? Extract<ValueAt<Row, Bucket['field']>, null>
  : null

type Measures<Row, Asked> = { readonly [Name in keyof Asked]: Measure<Row, Asked[Name]> }

type Measure<Row, Asked> = Asked extends { readonly op: 'count' | 'countDistinct' }
  ? number
  : Asked extends { readonly op: infer Op; readonly field: infer Field extends FieldPath }
    ? Op extends 'sum'
      ? Figure<Row, Field>
      : Op extends 'avg'
        ? (bigint extends Figure<Row, Field> ? string : number) | null
        : Least<ComparableAt<Row, Field>> | null
    : unknown

/** Sums of bigints are bigints, all others numbers. */
type Figure<Row, Field extends string> = [ComparableAt<Row, Field>] extends [bigint] ? bigint : number

/** Inside open documents numbers are read. */
type Least<Value> = [string | number | boolean] extends [Value] ? number : Value

/**
 * Tells figures over the rows of one read model.
 *
 * Bigints stay exact: their sum is a bigint, their average a decimal text with six digits, rounded half away from zero
 * (`'12.333333'`). Figures of fields with doubles are doubles.
 */
export interface Aggregator<Row> {
  /** @throws InvalidArgumentError naming a field, name, zone or number that cannot be asked for */
  aggregate<const Request extends AggregateRequestOf<Row>>(
    request: Request,
    options?: ReadModelOptions,
  ): Promise<readonly AggregateRowOf<Row, Request>[]>
}
