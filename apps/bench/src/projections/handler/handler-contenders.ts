import { sql } from 'kysely'
import type { Pool } from 'pg'
import { decodedByHand, eventColumns, type StoredRow } from '../../event-store/read/decoded-by-hand.ts'
import { unoTsProjecting } from '../catch-up/catch-up-contenders.ts'
import { openLog } from '../open-log.ts'
import { addEvent, readTotals, totalsByEvent, type OrderEvent } from '../order-totals.ts'
import type { ProjectionContender } from '../projection-contender.ts'

/** A handler for each event, in a runner. */
export const unoTsHandler: ProjectionContender = unoTsProjecting(totalsByEvent)

/** How many events share a transaction by hand; a runner begins with as many. */
const batchSize = 1_000

/**
 * What one writes by hand: a loop that reads the next events, sends for each of them the statement that the handler sends,
 * by the same query builder, and moves a checkpoint in the same transaction.
 */
export const loopByHand: ProjectionContender = {
  name: 'by hand',
  async open(url, history) {
    const log = await openLog(url, history)
    await log.pool.query('create table checkpoint (position bigint not null)')
    return {
      async reset() {
        await log.reset()
        await log.pool.query('truncate checkpoint')
        await log.pool.query('insert into checkpoint values (0)')
      },
      async handle() {
        let after = '0'
        for (;;) {
          const rows = await nextRows(log.pool, after)
          const last = rows.at(-1)
          if (last === undefined) return
          const from = after
          await log.db.transaction().execute(async (tx) => {
            for (const row of rows) await addEvent(tx, decodedByHand(row) as { data: OrderEvent['data'] }) // no others are there
            await sql`update checkpoint set position = ${last.global_position} where position = ${from}`.execute(
              tx,
            )
          })
          after = last.global_position
        }
      },
      totals: () => readTotals(log.pool),
      [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
    }
  },
}

async function nextRows(pool: Pool, after: string): Promise<readonly StoredRow[]> {
  const { rows } = await pool.query<StoredRow>({
    name: 'next events',
    text: `select ${eventColumns} from uno.events where tenant_id = $1 and global_position > $2
      order by global_position limit ${batchSize}`,
    values: ['default', after],
  })
  return rows
}
