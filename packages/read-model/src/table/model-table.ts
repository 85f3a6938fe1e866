import type { ColumnType, ReadModelDefinition } from '@uno-ts/types'
import { schemaFields } from './schema-fields.ts'

/** One typed column, named as the field it holds. */
export interface Column {
  readonly field: string
  readonly type: ColumnType
  readonly nullable: boolean
}

/** A read model as the database keeps it. */
export interface ModelTable {
  readonly name: string
  readonly key: string
  /** The key first, then as defined. */
  readonly columns: readonly Column[]
  readonly column: (field: string) => Column | undefined
  /** The fields kept in the document; `any` where the schema does not list its fields. Empty: there is no document. */
  readonly documentFields: ReadonlySet<string> | 'any'
  readonly hasDocument: boolean
}

/** Works out the table of a definition. */
export function modelTable(model: ReadModelDefinition): ModelTable {
  const { key } = model
  const others = Object.entries(model.columns).filter(([field]) => field !== key)
  const columns: readonly Column[] = [
    { field: key, type: 'text', nullable: false },
    ...others.map(([field, { type, nullable = false }]) => ({ field, type, nullable })),
  ]
  const byField = new Map(columns.map((column) => [column.field, column]))
  const fields = schemaFields(model.schema)
  const documentFields =
    fields === undefined ? 'any' : new Set([...fields].filter((field) => !byField.has(field)))
  return {
    name: model.name,
    key,
    columns,
    column: (field) => byField.get(field),
    documentFields,
    hasDocument: documentFields === 'any' || documentFields.size > 0,
  }
}
