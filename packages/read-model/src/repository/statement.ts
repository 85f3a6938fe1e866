import type { ModelTable } from '../table/model-table.ts'

/** A statement with its parameters. */
export interface Statement {
  /** Prepares it on its connection, where the repository was given a pool. */
  readonly name?: string | undefined
  readonly text: string
  readonly values: unknown[]
}

/** The text of a statement that runs often, and the name it is prepared under. */
export type PreparedText = Required<Pick<Statement, 'name' | 'text'>>

/** The table a statement works on. */
export interface Target {
  readonly table: ModelTable
  /** With its schema, quoted: `"uno"."product_sales"`. */
  readonly name: string
}
