import type { AnyFold, LiveTallyRow, Tally } from '../../src/index.ts'
import { loadRows } from '../../src/fold/load-rows.ts'
import type { Pool } from 'pg'
import { defaultTenant } from '@uno-ts/types'

/** The rows of a definition's table, by key, as its live form gives them. */
export async function tableRows(
  pool: Pool,
  definition: AnyFold | Tally,
): Promise<ReadonlyMap<string, unknown>> {
  const name = definition.table.name
  if ('evolve' in definition) {
    const { rows } = await pool.query(`select ${definition.table.key.column} as key from ${name}`)
    return await loadRows(pool, definition.table, { keys: rows.map(({ key }) => key), tenant: defaultTenant })
  }
  const keys = Object.keys(definition.key)
  const { rows } = await pool.query<Record<string, string | null>>(`select * from ${name}`)
  return new Map(
    rows.map((row) => [
      keys.map((column) => row[column]).join('/'),
      Object.fromEntries(
        Object.entries(row)
          .filter(([column]) => column !== 'tenant_id')
          .map(([column, value]): [string, LiveTallyRow[string]] => [
            column,
            keys.includes(column) || value === null ? (value ?? null) : BigInt(value),
          ]),
      ),
    ]),
  )
}
