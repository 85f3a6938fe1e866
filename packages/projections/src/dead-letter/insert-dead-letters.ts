import type { DeadLetter, ProjectionVersion } from '@uno-ts/types'
import { sql } from 'kysely'
import type { DeadLetterTable } from './dead-letter-table.ts'

/** Parks events in one statement; those that are parked already take on the failure and the attempts. */
export async function insertDeadLetters(
  { db, schema, tenant }: DeadLetterTable,
  { projectionId, version }: ProjectionVersion,
  letters: readonly DeadLetter[],
): Promise<void> {
  const column = <Value>(value: (letter: DeadLetter) => Value): Value[] =>
    letters.map((letter) => value(letter))
  const tried = column(({ failure }) => failure !== undefined)
  await sql`
    insert into ${sql.id(schema, 'projection_dead_letters')} as parked (tenant_id, projection_id, version, key, slice,
      event_id, event_type, stream_id, stream_version, global_position, payload, cause, code, message, attempts, tried_at)
    select ${tenant}, ${projectionId}, ${version}, key, slice, event_id, event_type, stream_id, stream_version,
      global_position, payload, cause, code, message, attempts, case when tried then now() end
    from unnest(
      ${column(({ key }) => key)}::text[], ${column(({ slice }) => slice)}::int[],
      ${column(({ eventId }) => eventId)}::text[], ${column(({ eventType }) => eventType)}::text[],
      ${column(({ streamId }) => streamId)}::text[], ${column(({ streamVersion }) => streamVersion)}::bigint[],
      ${column(({ globalPosition }) => globalPosition)}::bigint[],
      ${column(({ payload }) => JSON.stringify(payload))}::json[],
      ${column(({ failure }) => failure?.cause ?? null)}::text[], ${column(({ failure }) => failure?.code ?? null)}::text[],
      ${column(({ failure }) => failure?.message ?? null)}::text[], ${column(({ attempts }) => attempts)}::int[],
      ${tried}::boolean[]
    ) as given (key, slice, event_id, event_type, stream_id, stream_version, global_position, payload, cause, code,
      message, attempts, tried)
    on conflict (tenant_id, projection_id, version, event_id) do update
      set cause = excluded.cause, code = excluded.code, message = excluded.message, attempts = excluded.attempts,
        tried_at = coalesce(excluded.tried_at, parked.tried_at)`.execute(db)
}
