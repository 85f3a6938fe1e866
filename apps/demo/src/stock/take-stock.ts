import { defaultTenant, type TransactionHandle } from '@uno-ts/types'
import type { Units } from './reservation-rule.ts'

/**
 * Takes units that were found to be there. Rows are locked in the order of their codes.
 *
 * @returns false when somebody else has taken some of them in the meantime: the transaction must be rolled back
 */
export async function takeStock(
  { connection }: TransactionHandle,
  { units, opening }: { readonly units: Units; readonly opening: number },
): Promise<boolean> {
  if (units.size === 0) return true
  const { rowCount } = await connection.query({
    name: 'take_stock',
    text: take,
    values: [defaultTenant, [...units.keys()], [...units.values()], opening],
  })
  return rowCount === units.size
}

const take = `
  insert into uno.stock as s (tenant_id, code, units)
  select $1, code, $4::bigint - units from unnest($2::text[], $3::bigint[]) as w(code, units)
  order by code collate "C"
  on conflict (tenant_id, code) do update set units = s.units - ($4::bigint - excluded.units)
  where s.units >= $4::bigint - excluded.units`
