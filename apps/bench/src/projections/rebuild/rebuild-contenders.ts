import { rebuildSql } from '@uno-ts/projections'
import { openLog } from '../open-log.ts'
import { readTotals, talliedTotals } from '../order-totals.ts'
import type { ProjectionContender } from '../projection-contender.ts'

/** A tally that is made inside the database, in pages or at once. */
export function unoTsRebuilding({ resumable }: { readonly resumable: boolean }): ProjectionContender {
  return {
    name: 'uno-ts',
    async open(url, history) {
      const log = await openLog(url, history)
      const { store: eventStore, db } = log
      return {
        reset: () => log.reset(),
        handle: () => rebuildSql(talliedTotals, { eventStore, db, resumable }),
        totals: () => readTotals(log.pool),
        [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
      }
    },
  }
}

/** What one writes by hand, into an empty table and without a checkpoint. */
export const insertSelect: ProjectionContender = {
  name: 'insert select',
  async open(url, history) {
    const log = await openLog(url, history)
    return {
      reset: () => log.reset(),
      handle: () =>
        log.pool.query(`insert into order_totals (order_id, lines, quantity)
          select data ->> 'orderId', count(*), sum((data ->> 'quantity')::bigint) from uno.events
          where tenant_id = 'default' and type = 'OrderLineAdded' group by 1`),
      totals: () => readTotals(log.pool),
      [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
    }
  },
}
