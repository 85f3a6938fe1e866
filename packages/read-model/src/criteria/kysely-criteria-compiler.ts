import type {
  CompiledField,
  Criteria,
  CriteriaCompiler,
  CursorValues,
  FieldPath,
  ReadModelDefinition,
  Sort,
} from '@uno-ts/types'
import type { Expression, SqlBool } from 'kysely'
import { modelTable, type ModelTable } from '../table/model-table.ts'
import { compileCriteria } from './compile-criteria.ts'
import { kyselyExpression } from './kysely-expression.ts'
import { orderBy, type Direction } from './order-by.ts'
import { resolveField } from './resolve-field.ts'
import { seekPlace } from './seek-place.ts'
import { sortKeys } from './sort-key.ts'

/**
 * Turns criteria and sorts into Kysely expressions over a read model's table, with bound parameters only. Columns are
 * named without their table: use them in a query that reads from that table alone.
 *
 * @example
 * ```ts
 * import { KyselyCriteriaCompiler } from '@uno-ts/read-model'
 * import type { Criteria, ReadModelDefinition } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 *
 * const compiler = new KyselyCriteriaCompiler()
 *
 * export function codes(db: Kysely<{ product_sales: { code: string } }>, model: ReadModelDefinition, where: Criteria) {
 *   return db.selectFrom('product_sales').select('code').where(compiler.where(model, where)).execute()
 * }
 * ```
 */
export class KyselyCriteriaCompiler implements CriteriaCompiler<Expression<SqlBool>, Expression<unknown>> {
  readonly #tables = new WeakMap<ReadModelDefinition, ModelTable>()

  where(model: ReadModelDefinition, criteria: Criteria): Expression<SqlBool> {
    return kyselyExpression(compileCriteria(this.#table(model), criteria))
  }

  orderBy(model: ReadModelDefinition, sort: Sort, direction: Direction): readonly Expression<unknown>[] {
    const terms = sortKeys(this.#table(model), sort).flatMap((key) => key.terms)
    return orderBy(terms, direction).map(kyselyExpression)
  }

  seek(
    model: ReadModelDefinition,
    sort: Sort,
    values: CursorValues,
    direction: Direction,
  ): Expression<SqlBool> {
    return kyselyExpression(seekPlace(sortKeys(this.#table(model), sort), values, direction))
  }

  field(model: ReadModelDefinition, path: FieldPath): CompiledField<Expression<unknown>> {
    const field = resolveField(this.#table(model), path)
    return {
      type: field.kind === 'json' ? 'json' : field.column.type,
      expression: kyselyExpression(field.expression),
    }
  }

  #table(model: ReadModelDefinition): ModelTable {
    const known = this.#tables.get(model)
    if (known !== undefined) return known
    const table = modelTable(model)
    this.#tables.set(model, table)
    return table
  }
}
