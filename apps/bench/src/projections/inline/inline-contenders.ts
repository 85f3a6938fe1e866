import { EventStoreIntegration } from '@uno-ts/cqrs-core'
import { migrate, PostgresEventStore, PostgresUnitOfWorkFactory } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { inlineProjection } from '@uno-ts/projections'
import { parseStreamId, uuidV7Source } from '@uno-ts/types'
import type { Pool } from 'pg'
import type { AppendContender, OpenAppendContender } from '../../event-store/append/append-contender.ts'
import { countEvents } from '../../event-store/contender/count-events.ts'
import { openPool } from '../../event-store/contender/open-pool.ts'
import { readSampleEvents } from '../../event-store/contender/read-sample-events.ts'
import { createOrderTotals, talliedTotals } from '../order-totals.ts'

/** A tally beside the append, in its transaction, one for each append. */
export const unoTsInline: AppendContender = {
  name: 'uno-ts',
  async open(url, { connections }) {
    const pool = await openTables(url, connections)
    const inner = new PostgresEventStore({ pool, groupLanes: Number.POSITIVE_INFINITY })
    const { eventStore } = new EventStoreIntegration({
      eventStore: inner,
      unitOfWork: new PostgresUnitOfWorkFactory({ eventStore: inner, pool }),
      inline: [inlineProjection(talliedTotals)],
    })
    return {
      append: (stream, version, ...events) =>
        eventStore.append(parseStreamId(stream), events, { expectedVersion: version }),
      ...reading(pool),
    }
  },
}

const insertBoth = `
  with appended as (
    insert into uno.events (tenant_id, global_position, stream_id, stream_version, event_id, type, schema_version, data, metadata)
    values ($1, nextval('uno.event_position'), $2, $3, $4, $5, 1, $6, $7)
  )
  insert into order_totals (order_id, lines, quantity) values ($8, 1, $9)
  on conflict (order_id) do update set lines = order_totals.lines + 1,
    quantity = order_totals.quantity + excluded.quantity`

/** What the raw database does: the event and its row in one prepared statement. The unique index alone checks versions. */
export const oneStatement: AppendContender = {
  name: 'one statement',
  async open(url, { connections }) {
    const pool = await openTables(url, connections)
    const newId = uuidV7Source()
    return {
      append: (stream, version, { type, data, metadata }) =>
        pool.query({
          name: 'insert event and row',
          text: insertBoth,
          values: [
            'default',
            stream,
            version + 1,
            newId(),
            type,
            JSON.stringify(data),
            JSON.stringify(metadata),
            data['orderId'],
            data['quantity'],
          ],
        }),
      ...reading(pool),
    }
  },
}

async function openTables(url: string, connections: number): Promise<Pool> {
  const pool = openPool(url, connections)
  await migrate(pool, [eventStoreMigrations])
  await pool.query(createOrderTotals)
  return pool
}

/** The same for both: what the tables hold in the end, once the rows have been held against the events. */
function reading(pool: Pool): Omit<OpenAppendContender, 'append'> {
  return {
    readStream: (stream) => readSampleEvents(pool, stream),
    async totals() {
      const { rows } = await pool.query(`
        select from order_totals full join (
          select stream_id, count(*) as lines, sum((data ->> 'quantity')::int) as quantity from uno.events group by 1
        ) folded on order_id = stream_id
        where (order_totals.lines, order_totals.quantity) is distinct from (folded.lines, folded.quantity)`)
      if (rows.length > 0) throw new RangeError(`${rows.length} rows are not what their events come to`)
      return await countEvents(pool, { table: 'uno.events', stream: 'stream_id', version: 'stream_version' })
    },
    [Symbol.asyncDispose]: () => pool.end(),
  }
}
