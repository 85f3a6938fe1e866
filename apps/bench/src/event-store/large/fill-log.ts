import { migrate } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import type { Pool } from 'pg'
import { sampleEvents } from '../append/sample-event.ts'

/** Events of each stream of a filled log. */
export const streamEvents = 10

/** Streams that were written side by side: the events of one stream are that many positions apart. */
const openStreams = 100

/** A filled log has a whole number of these. */
export const block = streamEvents * openStreams

/** Rows of one statement. */
const chunk = 500_000

/** The stream of a filled log with a number from 0. */
export function filledStream(nr: number): string {
  return `order-${nr}`
}

/** The tag that all events of a stream of a filled log have. */
export function filledTag(nr: number): string {
  return `order:${nr}`
}

/**
 * Makes the event store's tables and fills them inside the server: streams of ten events, in the log a hundred streams at
 * a time, with the events' own tags and identifiers that ascend. Keys are built when the rows are there, which takes a
 * fraction of the time. In the end the log is vacuumed and flushed.
 */
export async function fillLog(pool: Pool, events: number): Promise<void> {
  await migrate(pool, [eventStoreMigrations])
  await pool.query('set synchronous_commit = off') // the pool has one connection; the checkpoint below flushes
  const putKeysBack = await takeKeysOff(pool)
  for (let first = 1; first <= events; first += chunk) {
    const last = Math.min(events, first + chunk - 1)
    await pool.query(insertEvents, [first, last, ...templates()])
    await pool.query(insertTags, [first, last])
  }
  await pool.query(insertStreams, [events / streamEvents])
  await putKeysBack()
  await pool.query(`select setval('uno.event_position', $1)`, [events])
  await pool.query('vacuum (freeze, analyze)')
  await pool.query('checkpoint')
}

async function takeKeysOff(pool: Pool): Promise<() => Promise<void>> {
  const { rows } = await pool.query<{ off: string; back: string }>(`
    select format('alter table %s drop constraint %I', conrelid::regclass, conname) as off,
      format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as back
    from pg_constraint
    where contype in ('p', 'u') and conrelid = any('{uno.events, uno.event_tags, uno.streams}'::regclass[])`)
  for (const { off } of rows) await pool.query(off)
  return async () => {
    await pool.query(`set maintenance_work_mem = '512MB'`)
    for (const { back } of rows) await pool.query(back)
  }
}

/** Data and metadata by version, with `@` for the number of the stream. */
function templates(): readonly (readonly string[])[] {
  const given = sampleEvents('order-@', { after: 0, upTo: streamEvents })
  return [
    given.map(({ data }) => JSON.stringify(data)),
    given.map(({ metadata }) => JSON.stringify(metadata)),
  ]
}

/** The positions from $1 to $2, each with the number of its stream and its version. */
const positions = `
  from generate_series($1::bigint, $2::bigint) as position,
  lateral (select (position - 1) / ${block} * ${openStreams} + (position - 1) % ${openStreams} as stream,
                  ((position - 1) % ${block} / ${openStreams} + 1)::int as version) as place`

const insertEvents = `
  insert into uno.events (tenant_id, global_position, stream_id, stream_version, event_id, type, schema_version, tags,
    data, metadata)
  select 'default', position, 'order-' || stream, version,
    ('018f0000-0000-7000-8000-' || lpad(to_hex(position), 12, '0'))::uuid, 'OrderLineAdded', 1,
    array['order:' || stream], replace(($3::text[])[version], '@', stream::text)::json, ($4::text[])[version]::json
  ${positions}`

const insertTags = `
  insert into uno.event_tags (tenant_id, tag, global_position)
  select 'default', 'order:' || stream, position ${positions}`

const insertStreams = `
  insert into uno.streams (tenant_id, stream_id, stream_version)
  select 'default', 'order-' || stream, ${streamEvents} from generate_series(0, $1::bigint - 1) as stream`
