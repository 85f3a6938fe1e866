import type { ModelTable } from '../table/model-table.ts'

/** A statement with its parameters. */
export interface Statement {
  readonly text: string
  readonly values: unknown[]
}

/** The table a statement works on. */
export interface Target {
  readonly table: ModelTable
  /** With its schema, quoted: `"uno"."product_sales"`. */
  readonly name: string
}
