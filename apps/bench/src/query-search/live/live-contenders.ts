import { setImmediate } from 'node:timers/promises'
import { InProcessChangeFeed } from '@uno-ts/projections'
import { LiveQueries, liveStatement, PostgresSnapshotReader } from '@uno-ts/query-search'
import { globalPosition, projectionId, silentLogger } from '@uno-ts/types'
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'

/** Somebody who shows a page of orders, and shows it again when one of them has changed. */
export interface LiveContender {
  readonly name: string
  open(pool: Pool): Promise<OpenLive>
}

/** A contender that shows its page. */
export interface OpenLive extends AsyncDisposable {
  /** Hears of a change that was made, and answers when everybody has the new page. */
  show(): Promise<readonly unknown[]>
}

/** How many rows the page has. */
export const pageLength = 50

const newestPaid = `select "orderId", customer, status, units, "grossMilli", paid, "placedAt", address
  from uno.order_summary where tenant_id = $1 and paid = $2 order by "placedAt" desc, "orderId" limit $3`
const parameters = ['default', true, pageLength]
const projection = projectionId('order-summary')

/** A live query with so many subscribers, each of which has to get the new page. */
export function liveUnoTs(subscribers: number): LiveContender {
  return {
    name: `uno-ts, ${subscribers} subscribers`,
    async open(pool) {
      const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
      const feed = new InProcessChangeFeed({ logger: silentLogger })
      const live = new LiveQueries({
        feed,
        snapshots: new PostgresSnapshotReader({ db }),
        tables: { order_summary: projection },
        minIntervalMs: 0,
      })
      const page = liveStatement({
        name: 'newest paid',
        db,
        tables: ['order_summary'],
        buildQuery: (_db, values: readonly unknown[]) => ({
          compile: () => CompiledQuery.raw(newestPaid, [...values]),
        }),
      })
      const newest = live.query(page, parameters)
      let shown = 0
      let rows: readonly unknown[] = []
      let isShown = Promise.withResolvers<void>()
      const follow = async (): Promise<void> => {
        for await (const { result } of newest.subscribe()) {
          rows = result
          shown += 1
          if (shown === subscribers) isShown.resolve()
        }
      }
      const ended = Promise.all(Array.from({ length: subscribers }, follow))
      await isShown.promise
      await setImmediate() // everybody waits for the next one
      let position = 0n
      return {
        async show() {
          shown = 0
          isShown = Promise.withResolvers()
          position += 1n
          feed.announce({
            projectionId: projection,
            tenant: 'default',
            keys: ['one'],
            position: globalPosition(position),
          })
          await isShown.promise
          return rows
        },
        async [Symbol.asyncDispose]() {
          await live[Symbol.asyncDispose]()
          await ended
        },
      }
    },
  }
}

/** One who asks once by hand, and tells nobody. */
export const evaluatedByHand: LiveContender = {
  name: 'one evaluation by hand',
  open: async (pool) => ({
    async show() {
      const { rows } = await pool.query<object>({ name: 'newest paid', text: newestPaid, values: parameters })
      return rows
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }),
}
