import { PostgresReadModelRepository } from '@uno-ts/read-model'
import { Kysely, PostgresDialect } from 'kysely'
import Cursor from 'pg-cursor'
import type { RowContender } from './row-contender.ts'
import { orderSummary, type OrderSummary } from './sample-row.ts'

/** The repository, given the pool. */
export const unoTsRows: RowContender = {
  name: 'uno-ts',
  open(pool) {
    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
    const repository = new PostgresReadModelRepository({ db, pool, model: orderSummary })
    return {
      get: (orderId) => repository.get(orderId),
      saveMany: (rows) => repository.saveMany(rows),
      async stream(each) {
        for await (const row of repository.stream()) each(row)
      },
    }
  },
}

const columns = '"orderId", customer, status, units, "grossMilli", paid, "placedAt", address'

/** A row as `pg` gives it with its defaults: numbers of 64 bits are text. */
type StoredRow = Omit<OrderSummary, 'units' | 'grossMilli'> & {
  readonly units: string
  readonly grossMilli: string
}

function decoded(row: StoredRow): OrderSummary {
  return {
    orderId: row.orderId,
    customer: row.customer,
    status: row.status,
    units: Number(row.units),
    grossMilli: BigInt(row.grossMilli),
    paid: row.paid,
    placedAt: row.placedAt,
    address: row.address,
  }
}

/** How many rows a cursor fetches at a time. */
const rowsAtATime = 1_000

/** What one writes by hand: prepared statements, an upsert from one array a column, a cursor. */
export const rowsByHand: RowContender = {
  name: 'by hand',
  open: (pool) => ({
    async get(orderId) {
      const { rows } = await pool.query<StoredRow>({
        name: 'get order',
        text: `select ${columns} from uno.order_summary where tenant_id = $1 and "orderId" = $2`,
        values: ['default', orderId],
      })
      const [row] = rows
      return row && decoded(row)
    },
    async saveMany(rows) {
      await pool.query({
        name: 'save orders',
        text: `insert into uno.order_summary as stored
            (tenant_id, "orderId", customer, status, units, "grossMilli", paid, "placedAt", address)
          select $1, r.* from unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::boolean[],
            $8::timestamptz[], $9::jsonb[]) as r
          on conflict (tenant_id, "orderId") do update set customer = excluded.customer, status = excluded.status,
            units = excluded.units, "grossMilli" = excluded."grossMilli", paid = excluded.paid,
            "placedAt" = excluded."placedAt", address = excluded.address,
            row_version = stored.row_version + 1, updated_at = now()`,
        values: [
          'default',
          rows.map(({ orderId }) => orderId),
          rows.map(({ customer }) => customer),
          rows.map(({ status }) => status),
          rows.map(({ units }) => units),
          rows.map(({ grossMilli }) => grossMilli),
          rows.map(({ paid }) => paid),
          rows.map(({ placedAt }) => placedAt.toISOString()),
          rows.map(({ address }) => JSON.stringify(address)),
        ],
      })
    },
    async stream(each) {
      const client = await pool.connect()
      try {
        const cursor = client.query(
          new Cursor<StoredRow>(
            `select ${columns} from uno.order_summary where tenant_id = $1 order by "orderId"`,
            ['default'],
          ),
        )
        for (;;) {
          const rows = await cursor.read(rowsAtATime)
          for (const row of rows) each(decoded(row))
          if (rows.length < rowsAtATime) break
        }
        await cursor.close()
      } finally {
        client.release()
      }
    },
  }),
}
