import { quoted } from '../table/identifier.ts'
import { knowledgeColumns, rowColumns } from './row-columns.ts'
import type { Statement, Target } from './statement.ts'

/** Reads one row. */
export function selectRow({ table, name }: Target, tenant: string, id: string): Statement {
  return {
    text: `select ${rowColumns(table).join(', ')} from ${name} where tenant_id = $1 and ${quoted(table.key)} = $2`,
    values: [tenant, id],
  }
}

/** Reads one row with its version, position and time. */
export function selectModel({ table, name }: Target, tenant: string, id: string): Statement {
  const columns = [...rowColumns(table), ...knowledgeColumns].join(', ')
  return {
    text: `select ${columns} from ${name} where tenant_id = $1 and ${quoted(table.key)} = $2`,
    values: [tenant, id],
  }
}

/** Reads several rows, in no order. */
export function selectRows({ table, name }: Target, tenant: string, ids: readonly string[]): Statement {
  const columns = rowColumns(table).join(', ')
  return {
    text: `select ${columns} from ${name} where tenant_id = $1 and ${quoted(table.key)} = any($2::text[])`,
    values: [tenant, ids],
  }
}

/** Answers one row, without columns, when the id is there. */
export function selectExists({ table, name }: Target, tenant: string, id: string): Statement {
  return {
    text: `select from ${name} where tenant_id = $1 and ${quoted(table.key)} = $2`,
    values: [tenant, id],
  }
}
