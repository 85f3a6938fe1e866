import type { SqlStatement, TenantId } from '@uno-ts/types'
import { tenantColumnOf, type RowTable } from '../table/row-table.ts'
import { tallyColumns, type TallyRow } from './add-up.ts'
import type { TallyForm } from './tally.ts'
import { upsertText } from './upsert-text.ts'

/** Makes the statement that adds to the rows of a tally, whatever their number: in the order of their keys. */
export function rowAdder(
  form: TallyForm & { readonly table: RowTable },
): (rows: readonly TallyRow[], tenant: TenantId) => SqlStatement {
  const { insert, onConflict } = upsertText(form)
  const keys = Object.keys(form.key)
  const types = [...keys.map(() => 'text'), ...tallyColumns(form).map(() => 'bigint')]
  const parameters = types.map((type, index) => `$${index + 1}::${type}[]`).join(', ')
  const owner = tenantColumnOf(form.table) === undefined ? '' : `$${types.length + 1}::text, `
  const text = `${insert} select ${owner}r.* from unnest(${parameters}) r ${onConflict}`
  return (rows, tenant) => {
    const values: unknown[] = types.map((_, index) =>
      rows.map(({ key, values: of }) =>
        index < keys.length ? key[index] : (of[index - keys.length] ?? null),
      ),
    )
    if (owner !== '') values.push(tenant)
    return { text, values }
  }
}
