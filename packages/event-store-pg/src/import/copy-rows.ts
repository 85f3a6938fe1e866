import type { TenantId } from '@uno-ts/types'
import type { PoolClient } from 'pg'
import { copyFrom } from './copy-from.ts'
import { copyText, eventLine, eventLineColumns } from './copy-text.ts'
import type { PlacedRow } from './import-row.ts'

/** Copies the rows of a batch and their tags. */
export async function copyRows(
  client: PoolClient,
  schema: string,
  { tenant, placed }: { readonly tenant: TenantId; readonly placed: readonly PlacedRow[] },
): Promise<void> {
  await copyFrom(
    client,
    `copy ${schema}.events (${eventLineColumns}) from stdin`,
    placed.map((row) => eventLine(row, tenant)),
  )
  const tags = placed.flatMap(({ row, position }) =>
    (row.tags ?? []).map((tag) => `${copyText(tenant)}\t${copyText(tag)}\t${position}\n`),
  )
  if (tags.length === 0) return
  await copyFrom(client, `copy ${schema}.event_tags (tenant_id, tag, global_position) from stdin`, tags)
}
