import type { Event, SqlConnection, StreamId, TenantId } from '@uno-ts/types'
import { tagLocks } from '../append/tag-locks.ts'
import type { ImportRow } from './import-row.ts'

/** What the database has set aside for a batch. */
export interface ImportPlaces {
  /** The version each stream has after the batch; null where it is archived. */
  readonly versions: readonly (number | null)[]
  /** Ascending, one an event. */
  readonly positions: readonly bigint[]
  /** The server's time, ISO 8601. */
  readonly importedAt: string
}

interface BeginRow {
  readonly versions: readonly (string | null)[]
  readonly first_position: string
  readonly positions: readonly string[] | null
  readonly imported_at: Date
}

/**
 * Takes the locks of a batch, moves its streams' versions on and draws its positions, with one statement. From here on
 * readers wait for the batch, so each of its statements, and each pause between them, is cut off after `timeoutMs`.
 */
export async function beginImport(
  connection: SqlConnection,
  schema: string,
  batch: {
    readonly tenant: TenantId
    readonly rows: readonly ImportRow[]
    /** How many events each stream gets, sorted by name. */
    readonly counts: ReadonlyMap<StreamId, number>
    readonly timeoutMs: number
  },
): Promise<ImportPlaces> {
  const { tenant, rows, counts, timeoutMs } = batch
  const { rows: answers } = await connection.query<BeginRow>({
    text: `select begun.*, set_config('statement_timeout', $5, true),
        set_config('idle_in_transaction_session_timeout', $5, true)
      from ${schema}.begin_import($1, $2, $3, $4) as begun`,
    values: [
      tenant,
      [...counts.keys()],
      [...counts.values()],
      tagLocks(tenant, lockingEvents(rows), undefined),
      String(timeoutMs),
    ],
  })
  const [answer] = answers
  if (answer === undefined) throw new Error('begin_import answered nothing')
  const first = BigInt(answer.first_position)
  return {
    versions: answer.versions.map((version) => (version === null ? null : Number(version))),
    positions: answer.positions?.map(BigInt) ?? rows.map((_, index) => first + BigInt(index)),
    importedAt: answer.imported_at.toISOString(),
  }
}

/** What brings locks of its own: events with tags, and one of each type. */
function lockingEvents(rows: readonly ImportRow[]): readonly Event[] {
  const types = new Set(rows.map((row) => row.type))
  const tagged = rows.filter((row) => row.tags !== undefined)
  return [
    ...[...types].map((type) => ({ type, data: undefined })),
    ...tagged.map(({ type, tags }) => ({ type, tags, data: undefined })),
  ]
}
