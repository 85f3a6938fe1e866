import { knowledgeColumns, rowColumns } from '../repository/row-columns.ts'
import type { Target } from '../repository/statement.ts'
import { quoted } from '../table/identifier.ts'

/** The column of the checkpoint. No field is called so: fields begin with a letter or `_`. */
export const checkpointAlias = '#checkpoint'

/**
 * Reads the rows of a tenant `$1` with the ids `$2`, in no order, and with each the checkpoint of the projection `$3` of
 * version `$4` with `$5` slices. There is one record without a row when no row was found. Both come from one snapshot.
 */
export function selectSourcedText({ table, name }: Target, { schema }: { readonly schema: string }): string {
  const columns = [...rowColumns(table), ...knowledgeColumns].map((column) => `m.${column}`)
  return `select c.reached as "${checkpointAlias}", ${columns.join(', ')}
from (
  select case when count(*) >= $5::int then min(position) end as reached
  from ${quoted(schema)}.projection_checkpoints
  where tenant_id = $1 and projection_id = $3 and version = $4
) c
left join ${name} m on m.tenant_id = $1 and m.${quoted(table.key)} = any($2::text[])`
}
