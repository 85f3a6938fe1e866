import { sqlType } from '../column/sql-type.ts'
import type { Column } from '../table/model-table.ts'
import { systemColumns } from '../table/system-columns.ts'

/** A field's value in the document, as its column holds it; null when it is missing there. */
export function documentValue({ field, type }: Column): string {
  const place = `'${field}'` // a column's name has letters, digits and "_" only
  const { document } = systemColumns
  switch (type) {
    case 'json':
      return `nullif(${document} -> ${place}, 'null')`
    case 'text[]':
      return `case jsonb_typeof(${document} -> ${place}) when 'array' then array(select jsonb_array_elements_text(${document} -> ${place})) end`
    case 'text':
      return `${document} ->> ${place}`
    default:
      return `(${document} ->> ${place})::${sqlType[type]}`
  }
}
