import type { Criteria, FieldPath, Sort } from './criteria.ts'
import type { CursorValues } from './cursor.ts'
import type { ColumnType, ReadModelDefinition } from '../read-model/read-model-definition.ts'

/** A field as an expression. A place inside a document has the type `json`. */
export interface CompiledField<Expression = unknown> {
  readonly type: ColumnType
  readonly expression: Expression
}

/**
 * Turns criteria and sorts into SQL of a query builder, with bound parameters only. `Expression` is the builder's
 * boolean expression, `OrderBy` any other.
 */
export interface CriteriaCompiler<Expression = unknown, OrderBy = unknown> {
  /** @throws InvalidArgumentError naming a field the model does not have, or an operator the field's type does not know */
  where(model: ReadModelDefinition, criteria: Criteria): Expression
  /** With the id as the last key. */
  orderBy(model: ReadModelDefinition, sort: Sort, direction: 'forward' | 'backward'): readonly OrderBy[]
  /** The rows that come after (or before) a place. */
  seek(
    model: ReadModelDefinition,
    sort: Sort,
    values: CursorValues,
    direction: 'forward' | 'backward',
  ): Expression
  /** @throws InvalidArgumentError naming a field the model does not have */
  field(model: ReadModelDefinition, path: FieldPath): CompiledField<OrderBy>
}
