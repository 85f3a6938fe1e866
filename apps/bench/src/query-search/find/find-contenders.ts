import { ReadModelQueryService } from '@uno-ts/query-search'
import { criteriaOf, PostgresReadModelRepository } from '@uno-ts/read-model'
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { orderSummary, type OrderSummary } from '../../read-model/sample-row.ts'

/** What one round asks for: the newest orders of so many units that are paid, since a day. */
export interface FindQuestion {
  readonly units: number
  readonly since: Date
}

/** Somebody who finds a page of orders. */
export interface FindContender {
  readonly name: string
  open(pool: Pool): (question: FindQuestion) => Promise<readonly OrderSummary[]>
}

/** How many rows a page has. */
export const pageLength = 50

const { and, desc, eq, gte } = criteriaOf(orderSummary)

/** The query service over the repository, both as an application makes them. */
export const findUnoTs: FindContender = {
  name: 'uno-ts',
  open(pool) {
    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
    const repository = new PostgresReadModelRepository({ db, pool, model: orderSummary })
    const orders = new ReadModelQueryService({ repository })
    return ({ units, since }) =>
      orders.find({
        where: and(eq('units', units), eq('paid', true), gte('placedAt', since)),
        sort: [desc('placedAt')],
        limit: pageLength,
      })
  },
}

/** A row as `pg` gives it: numbers of 64 bits are text. */
type StoredRow = Omit<OrderSummary, 'units' | 'grossMilli'> & {
  readonly units: string
  readonly grossMilli: string
}

/** The same statement, prepared, through `pg`, and rows made of what comes. */
export const findByHand: FindContender = {
  name: 'by hand',
  open: (pool) => async (question) => {
    const { rows } = await pool.query<StoredRow>({
      name: 'find orders',
      text: `select "orderId", customer, status, units, "grossMilli", paid, "placedAt", address
        from uno.order_summary
        where tenant_id = $1 and (units = $2 and paid = $3 and "placedAt" >= $4)
        order by "placedAt" desc, "orderId" asc limit $5`,
      values: ['default', question.units, true, question.since, pageLength],
    })
    return rows.map((row) => ({ ...row, units: Number(row.units), grossMilli: BigInt(row.grossMilli) }))
  },
}
