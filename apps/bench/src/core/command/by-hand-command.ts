import { migrate } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { uuidV7Source } from '@uno-ts/types'
import { countEvents } from '../../event-store/contender/count-events.ts'
import { openPool } from '../../event-store/contender/open-pool.ts'
import type { CommandContender } from './command-path.ts'
import { evolve, firstLines, nextLine, noOrder, type LineAdded } from './order.ts'

const select = {
  name: 'select events',
  text: `select stream_version, type, data, metadata, recorded_at from uno.events
    where tenant_id = $1 and stream_id = $2 order by stream_version`,
}
const insert = {
  name: 'insert event',
  text: `insert into uno.events (tenant_id, global_position, stream_id, stream_version, event_id, type, schema_version, data, metadata)
    values ($1, nextval('uno.event_position'), $2, $3, $4, $5, 1, $6, $7)`,
}

/**
 * The two prepared statements of the same command through `pg`, in the same tables: one reads the stream, one inserts. The
 * unique index on stream and version is all that checks the version.
 */
export const byHandCommand: CommandContender = {
  name: 'two statements by hand',
  async open(url, { connections }) {
    const pool = openPool(url, connections)
    await migrate(pool, [eventStoreMigrations])
    const newId = uuidV7Source()
    const append = (stream: string, version: number, { type, data }: LineAdded) => {
      const id = newId()
      const metadata = JSON.stringify({ correlationId: id, causationId: id })
      return pool.query({
        ...insert,
        values: ['default', stream, version, id, type, JSON.stringify(data), metadata],
      })
    }
    return {
      async begin(order, lines) {
        let version = 0
        for (const line of firstLines(order, lines)) await append(order, ++version, line)
      },
      async addLine(order) {
        const { rows } = await pool.query<LineAdded>({ ...select, values: ['default', order] })
        const state = rows.reduce(evolve, noOrder)
        const line = nextLine(order, state)
        await append(order, rows.length + 1, line)
        return evolve(state, line).lines
      },
      async events() {
        const { events } = await countEvents(pool, {
          table: 'uno.events',
          stream: 'stream_id',
          version: 'stream_version',
        })
        return events
      },
      [Symbol.asyncDispose]: () => pool.end(),
    }
  },
}
