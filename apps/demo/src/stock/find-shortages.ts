import { defaultTenant, type SqlConnection } from '@uno-ts/types'
import type { Units } from './reservation-rule.ts'
import type { Shortage } from './shortage.ts'

/** Tells of which products there are fewer units than asked for. A product never touched has its opening units. */
export async function findShortages(
  connection: SqlConnection,
  { units, opening }: { readonly units: Units; readonly opening: number },
): Promise<readonly Shortage[]> {
  if (units.size === 0) return []
  const { rows } = await connection.query<{ code: string; units: string }>({
    name: 'find_stock',
    text: 'select code, units from uno.stock where tenant_id = $1 and code = any($2::text[])',
    values: [defaultTenant, [...units.keys()]],
  })
  const stock = new Map(rows.map(({ code, units }) => [code, Number(units)]))
  return [...units]
    .map(([stockCode, requested]) => ({ stockCode, requested, available: stock.get(stockCode) ?? opening }))
    .filter(({ requested, available }) => requested > available)
}
