import { quoted } from '../table/identifier.ts'
import type { ModelTable } from '../table/model-table.ts'
import { systemColumns } from '../table/system-columns.ts'

/** The columns a row is made of, quoted. */
export function rowColumns(table: ModelTable): readonly string[] {
  const fields = table.columns.map(({ field }) => quoted(field))
  return table.hasDocument ? [...fields, quoted(systemColumns.document)] : fields
}

/** The columns of the repository's own knowledge about a row, quoted. */
export const knowledgeColumns: readonly string[] = [
  systemColumns.version,
  systemColumns.position,
  systemColumns.updatedAt,
].map(quoted)
