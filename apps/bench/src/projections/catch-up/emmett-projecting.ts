import {
  getPostgreSQLEventStore,
  postgreSQLEventStoreConsumer,
  postgreSQLProjection,
} from '@event-driven-io/emmett-postgresql'
import { types, type Pool } from 'pg'
import { sampleEvents } from '../../event-store/append/sample-event.ts'
import { openPool } from '../../event-store/contender/open-pool.ts'
import { historyStreams, type ReadHistory } from '../../event-store/read/read-history.ts'
import { createOrderTotals, readTotals, type OrderEvent } from '../order-totals.ts'
import type { ProjectionContender } from '../projection-contender.ts'

const processorId = 'order-totals'

/**
 * Emmett's consumer, told to wait for nothing: a transaction for 1,000 events, the next pull at once. A projection is given
 * its events one by one, and each moves the checkpoint. The statement goes past its SQL builder, prepared, which is quicker.
 */
export const emmettConsumer: ProjectionContender = {
  name: 'emmett 0.42',
  async open(url, history) {
    const pool = openPool(url, 10, types) // it sets parsers that it relies on
    await appendHistory(url, pool, history)
    await pool.query(createOrderTotals)
    await pool.query('vacuum analyze')
    return {
      async reset() {
        await pool.query('truncate order_totals')
        await pool.query('delete from emt_processors')
      },
      handle: () => consume(url),
      totals: () => readTotals(pool),
      [Symbol.asyncDispose]: () => pool.end(),
    }
  },
}

async function appendHistory(url: string, pool: Pool, history: ReadHistory): Promise<void> {
  const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } })
  await store.schema.migrate()
  for (const stream of historyStreams(history)) {
    const events = sampleEvents(stream, { after: 0, upTo: history.eventsAStream })
    await store.appendToStream(
      stream,
      events.map(({ type, data, metadata }) => ({ type, data, metadata: { ...metadata } })),
    )
  }
  await store.close()
}

async function consume(url: string): Promise<void> {
  const consumer = postgreSQLEventStoreConsumer({
    connectionString: url,
    pulling: { batchSize: 1_000, pullingFrequencyInMs: 0 },
    stopWhen: { noMessagesLeft: true },
  })
  consumer.projector<OrderEvent & { readonly kind?: 'Event' }>({
    processorId,
    projection: postgreSQLProjection<OrderEvent & { readonly kind?: 'Event' }>({
      name: processorId,
      canHandle: ['OrderLineAdded'],
      async handle(events, { connection: { client } }) {
        for (const { data } of events) {
          await client.query({
            name: 'add event',
            text: `insert into order_totals (order_id, lines, quantity) values ($1, 1, $2)
              on conflict (order_id) do update set lines = order_totals.lines + excluded.lines,
                quantity = order_totals.quantity + excluded.quantity`,
            values: [data.orderId, data.quantity],
          })
        }
      },
    }),
  })
  await consumer.start()
  await consumer.close()
}
