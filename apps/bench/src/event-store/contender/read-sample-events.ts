import type { Pool } from 'pg'
import type { SampleEvent } from '../append/sample-event.ts'

/** Reads a stream of the event store's table as by hand. */
export async function readSampleEvents(pool: Pool, stream: string): Promise<readonly SampleEvent[]> {
  const { rows } = await pool.query<SampleEvent>(
    'select type, data, metadata from uno.events where tenant_id = $1 and stream_id = $2 order by stream_version',
    ['default', stream],
  )
  return rows.map((row) => ({ ...row }))
}
