import { projectionId, type HeldSummary, type Membership, type ProjectionMember } from '@uno-ts/types'
import { sql } from 'kysely'
import { checkpoints, members, type LeaseTables } from './lease-tables.ts'

interface RenewedRow {
  readonly others: readonly { readonly memberId: string; readonly runs: readonly RunRow[] }[]
  readonly held: readonly (RunRow & { readonly slices: number; readonly epochs: string })[]
}

interface RunRow {
  readonly projectionId: string
  readonly version: number
}

/** Prolongs a member's life, forgets those that have been dead for an hour, and tells who is alive and what it holds. */
export async function renewMember(
  tables: LeaseTables,
  member: ProjectionMember,
  ttlMs: number,
): Promise<Membership> {
  const { rows } = await sql<RenewedRow>`
    with renewed as (
      insert into ${members(tables)} (tenant_id, member_id, runs, until)
      values (${tables.tenant}, ${member.memberId}, ${JSON.stringify(member.runs)}::jsonb,
        now() + ${ttlMs} * interval '1 millisecond')
      on conflict (tenant_id, member_id) do update set runs = excluded.runs, until = excluded.until
    ), forgotten as (
      delete from ${members(tables)} where tenant_id = ${tables.tenant} and until < now() - interval '1 hour'
    )
    select coalesce((select json_agg(json_build_object('memberId', member_id, 'runs', runs)) from ${members(tables)}
        where tenant_id = ${tables.tenant} and until > now() and member_id <> ${member.memberId}), '[]') as others,
      coalesce((select json_agg(json_build_object('projectionId', projection_id, 'version', version,
          'slices', slices, 'epochs', epochs::text)) from (
        select projection_id, version, count(*)::int as slices, sum(epoch) as epochs from ${checkpoints(tables)}
        where tenant_id = ${tables.tenant} and owner = ${member.memberId} group by 1, 2) summed), '[]') as held`.execute(
    tables.db,
  )
  const { others = [], held = [] } = rows[0] ?? {}
  return {
    members: [
      member,
      ...others.map(({ memberId, runs }) => ({ memberId, runs: runs.map(projectionVersion) })),
    ],
    held: held.map(({ slices, epochs, ...run }): HeldSummary => ({
      ...projectionVersion(run),
      slices,
      epochs: BigInt(epochs),
    })),
  }
}

function projectionVersion({ projectionId: id, version }: RunRow) {
  return { projectionId: projectionId(id), version }
}
