import { uuidV7Source } from '@uno-ts/types'
import type { SampleEvent } from '../append/sample-event.ts'
import { countRows } from '../contender/count-events.ts'
import { openPool } from '../contender/open-pool.ts'
import type { LogContender } from './log-contender.ts'

/**
 * Prepared statements through `pg` on the same tables: an insert that checks nothing but its unique index, a condition
 * without locks, selects.
 */
export const byHandLog: LogContender = {
  name: 'by hand',
  open(url, { connections }) {
    const pool = openPool(url, connections)
    const newId = uuidV7Source()
    return {
      append: (stream, version, { type, data, metadata }) =>
        pool.query({
          name: 'append',
          text: append,
          values: [stream, version + 1, newId(), type, JSON.stringify(data), JSON.stringify(metadata)],
        }),
      async load(stream) {
        const { rows } = await pool.query<SampleEvent>({ name: 'load', text: load, values: [stream] })
        return rows.map(({ type, data, metadata }) => ({ type, data, metadata }))
      },
      async unlessTagged({ type, data, metadata }) {
        const { rows } = await pool.query<{ head: string }>(
          'select last_value as head from uno.event_position',
        )
        const [text, more] = [JSON.stringify(data), JSON.stringify(metadata)]
        return (tag) =>
          pool.query({
            name: 'append unless tagged',
            text: appendUnlessTagged,
            values: [newId(), type, [tag], text, more, tag, rows[0]?.head],
          })
      },
      async readAfter(position, limit) {
        const { rows } = await pool.query({ name: 'read', text: readAfter, values: [position, limit] })
        return rows.length
      },
      countAfter: (position) => countRows(pool, `uno.events where global_position > ${position}`),
      [Symbol.asyncDispose]: () => pool.end(),
    }
  },
}

const append = `
  insert into uno.events (tenant_id, global_position, stream_id, stream_version, event_id, type, schema_version, data, metadata)
  values ('default', nextval('uno.event_position'), $1, $2, $3, $4, 1, $5, $6)`

const appendUnlessTagged = `
  with appended as (
    insert into uno.events (tenant_id, global_position, stream_id, stream_version, event_id, type, schema_version, tags,
      data, metadata)
    select 'default', nextval('uno.event_position'), $1::text, 1, $1::uuid, $2, 1, $3, $4::json, $5::json
    where not exists (
      select from uno.event_tags t
      join uno.events e on e.tenant_id = t.tenant_id and e.global_position = t.global_position
      where t.tenant_id = 'default' and t.tag = $6 and t.global_position > $7 and e.type = $2
    )
    returning global_position
  )
  insert into uno.event_tags (tenant_id, tag, global_position)
  select 'default', $6, global_position from appended`

const columns =
  'global_position, stream_id, stream_version, event_id, type, schema_version, tags, data, metadata, recorded_at'

const load = `
  select ${columns} from uno.events where tenant_id = 'default' and stream_id = $1 order by stream_version`

const readAfter = `
  select ${columns} from uno.events where tenant_id = 'default' and global_position > $1
  order by global_position limit $2`
