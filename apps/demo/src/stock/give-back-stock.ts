import { defaultTenant, type TransactionHandle } from '@uno-ts/types'
import type { Units } from './reservation-rule.ts'

/** Gives units back, unchecked. Rows are locked in the order of their codes. */
export async function giveBackStock(
  { connection }: TransactionHandle,
  { units, opening }: { readonly units: Units; readonly opening: number },
): Promise<void> {
  if (units.size === 0) return
  await connection.query({
    name: 'give_back_stock',
    text: giveBack,
    values: [defaultTenant, [...units.keys()], [...units.values()], opening],
  })
}

const giveBack = `
  insert into uno.stock as s (tenant_id, code, units)
  select $1, code, $4::bigint + units from unnest($2::text[], $3::bigint[]) as w(code, units)
  order by code collate "C"
  on conflict (tenant_id, code) do update set units = s.units + (excluded.units - $4::bigint)`
