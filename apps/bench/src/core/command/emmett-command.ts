import { CommandHandler } from '@event-driven-io/emmett'
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql'
import { types } from 'pg'
import { countEvents } from '../../event-store/contender/count-events.ts'
import { openPool } from '../../event-store/contender/open-pool.ts'
import type { CommandContender } from './command-path.ts'
import { evolve, firstLines, nextLine, noOrder, type LineAdded, type Order } from './order.ts'

/** What Emmett takes for an event: as ours, with fields it can write to. */
type EmmettEvent = { type: LineAdded['type']; data: LineAdded['data'] }

/** Emmett's command handler on its PostgreSQL event store. */
export const emmettCommand: CommandContender = {
  name: 'emmett 0.42',
  async open(url, { connections }) {
    const pool = openPool(url, connections, types) // it sets parsers that it relies on
    const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } })
    await store.schema.migrate()
    const handle = CommandHandler<Order, EmmettEvent>({ evolve, initialState: () => noOrder })
    return {
      begin: (order, lines) =>
        store.appendToStream(order, firstLines(order, lines).map(plain), { expectedStreamVersion: 0n }),
      async addLine(order) {
        const { newState } = await handle(store, order, (state) => plain(nextLine(order, state)))
        return newState.lines
      },
      async events() {
        const { events } = await countEvents(pool, {
          table: 'emt_messages',
          stream: 'stream_id',
          version: 'stream_position',
        })
        return events
      },
      async [Symbol.asyncDispose]() {
        await store.close()
        await pool.end()
      },
    }
  },
}

function plain({ type, data }: LineAdded): EmmettEvent {
  return { type, data }
}
