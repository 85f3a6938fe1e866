import { defaultTenant, type TransactionHandle } from '@uno-ts/types'
import type { Units } from './reservation-rule.ts'
import type { Shortage } from './shortage.ts'

/**
 * Takes units of every product, or tells of which there are too few; then the transaction must be rolled back. A
 * product that was never touched has its opening units. Rows are locked in the order of their codes.
 */
export async function reserveStock(
  { connection }: TransactionHandle,
  { units, opening }: { readonly units: Units; readonly opening: number },
): Promise<readonly Shortage[]> {
  if (units.size === 0) return []
  const { rows } = await connection.query<{ code: string; requested: string; available: string }>({
    name: 'reserve_stock',
    text: reserve,
    values: [defaultTenant, [...units.keys()], [...units.values()], opening],
  })
  return rows.map(({ code, requested, available }) => ({
    stockCode: code,
    requested: Number(requested),
    available: Number(available),
  }))
}

const reserve = `
  with wanted as (
    select code, units from unnest($2::text[], $3::bigint[]) as w(code, units)
  ), taken as (
    insert into uno.stock as s (tenant_id, code, units)
    select $1, code, $4::bigint - units from wanted w
    where units <= $4::bigint or exists (select from uno.stock s where s.tenant_id = $1 and s.code = w.code)
    order by code collate "C"
    on conflict (tenant_id, code) do update
      set units = s.units - ($4::bigint - excluded.units) where s.units >= $4::bigint - excluded.units
    returning code
  )
  select w.code, w.units as requested, coalesce(s.units, $4::bigint) as available
  from wanted w left join uno.stock s on s.tenant_id = $1 and s.code = w.code
  where w.code not in (select code from taken)
  order by w.code collate "C"`
