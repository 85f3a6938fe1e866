import type { TenantId } from '@uno-ts/types'
import type { PlacedRow } from './import-row.ts'

/** The columns of {@link eventLine}, in its order. */
export const eventLineColumns =
  'global_position, stream_version, recorded_at, tenant_id, stream_id, event_id, type, schema_version, tags, data, metadata'

/** One event as a line of COPY's text format. */
export function eventLine({ row, position, streamVersion, recordedAt }: PlacedRow, tenant: TenantId): string {
  const { streamId, id, type, schemaVersion, tags, data, metadata } = row
  const list = tags === undefined ? '\\N' : copyText(arrayText(tags))
  return `${position}\t${streamVersion}\t${recordedAt}\t${copyText(tenant)}\t${copyText(streamId)}\t${id}\t${copyText(
    type,
  )}\t${schemaVersion}\t${list}\t${copyText(data)}\t${copyText(metadata)}\n`
}

/** One value as COPY's text format writes it: backslashes, tabs and ends of lines escaped. */
export function copyText(text: string): string {
  return special.test(text)
    ? text.replaceAll(everySpecial, (character) => escapes[character] ?? character)
    : text
}

/** A list of texts as PostgreSQL writes an array. */
export function arrayText(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`).join(',')}}`
}

const special = /[\\\t\n\r]/
const everySpecial = /[\\\t\n\r]/g
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
