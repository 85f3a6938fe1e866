import type { ModelTable } from '../table/model-table.ts'
import type { TableShape } from './table-shape.ts'

/** Statements that are run, or, with a problem, left to whoever decides. */
export interface Difference {
  readonly problem?: string
  readonly statements: readonly string[]
}

/** A table as it is defined and as it is found. */
export interface Altered {
  /** With its schema, quoted. */
  readonly name: string
  /** How a statement that changes it begins. */
  readonly alter: string
  readonly table: ModelTable
  readonly shape: TableShape
}
