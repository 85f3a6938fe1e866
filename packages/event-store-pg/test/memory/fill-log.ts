import type { Pool } from 'pg'

/** Fills an empty log on the server, as the owner of the tables: half of the events in one stream, the rest in short ones. */
export async function fillLog(pool: Pool, events: number): Promise<void> {
  const half = Math.floor(events / 2)
  const insert = `insert into uno.events (tenant_id, global_position, stream_id, stream_version, event_id, type,
    schema_version, tags, data, metadata)`
  const data = `json_build_object('nr', nr, 'text', repeat('x', 200)), '{}'`
  await pool.query(`${insert} select 'default', nr, 'long-1', nr, gen_random_uuid(), 'Happened', 1, null, ${data}
    from generate_series(1, ${half}) nr`)
  await pool.query(`${insert} select 'default', nr, 'short-' || nr / 10, 1 + nr % 10, gen_random_uuid(), 'Happened', 1,
    null, ${data} from generate_series(${half + 1}, ${events}) nr`)
  await pool.query(`insert into uno.streams (tenant_id, stream_id, stream_version)
    select tenant_id, stream_id, max(stream_version) from uno.events group by 1, 2`)
  await pool.query(`select setval('uno.event_position', ${events})`)
  await pool.query('analyze uno.events')
}
