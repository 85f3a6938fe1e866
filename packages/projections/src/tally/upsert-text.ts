import { tenantColumnOf, type RowTable } from '../table/row-table.ts'
import { ownName, quoted, quotedTable } from '../table/table-name.ts'
import { tallyColumns } from './add-up.ts'
import type { TallyForm } from './tally.ts'

/** An upsert that adds to the rows there are, around what it reads from. */
export interface UpsertText {
  /** `insert into … (…)` */
  readonly insert: string
  /** `on conflict … do update set …` */
  readonly onConflict: string
}

/** The parts of the upsert of a tally. Its source gives the tenant, where the table has one, the key and the columns. */
export function upsertText(form: TallyForm & { readonly table: RowTable }): UpsertText {
  const tenant = tenantColumnOf(form.table)
  const key = [...(tenant === undefined ? [] : [tenant]), ...Object.keys(form.key)].map(quoted)
  const columns = tallyColumns(form)
  const own = ownName(form.table.name)
  const set = columns.map(([column, rule]) => {
    const name = quoted(column)
    switch (rule) {
      case 'sum':
        return `${name} = ${own}.${name} + excluded.${name}`
      case 'min':
        return `${name} = least(${own}.${name}, excluded.${name})`
      case 'max':
        return `${name} = greatest(${own}.${name}, excluded.${name})`
    }
  })
  const names = [...key, ...columns.map(([column]) => quoted(column))]
  return {
    insert: `insert into ${quotedTable(form.table.name)} (${names.join(', ')})`,
    onConflict: `on conflict (${key.join(', ')}) do update set ${set.join(', ')}`,
  }
}
